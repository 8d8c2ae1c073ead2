import { formatTime, WEEKDAYS } from '../go/go-time-format.ts';
import { GoDuration, GoFunction, GoLocation, GoTime, type GoValue } from '../go/go-value.ts';
import { BOOL, DURATION, FLOAT, INT, LOCATION, type Nature, STRING, TIME } from './nature.ts';

interface Method<T> {
  params: Nature[];
  result: Nature;
  run: (receiver: T, ...args: never[]) => GoValue;
}

const civilField = (
  field: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nanosecond' | 'yearDay',
): Method<GoTime> => ({ params: [], result: INT, run: (time) => BigInt(time.civil()[field]) });

const compareTimes = (holds: (a: bigint, b: bigint) => boolean): Method<GoTime> => ({
  params: [TIME],
  result: BOOL,
  run: (time, other: GoTime) => holds(time.nanoseconds, other.nanoseconds),
});

const unix = (divisor: bigint): Method<GoTime> => ({
  params: [],
  result: INT,
  run: (time) => {
    const cut = time.nanoseconds / divisor;
    return time.nanoseconds % divisor < 0n ? cut - 1n : cut;
  },
});

/** The methods of time.Time that need no clock. Months and weekdays are plain ints and texts here. */
const TIME_METHODS: ReadonlyMap<string, Method<GoTime>> = new Map<string, Method<GoTime>>([
  ['Year', civilField('year')],
  ['Month', civilField('month')],
  ['Day', civilField('day')],
  ['Hour', civilField('hour')],
  ['Minute', civilField('minute')],
  ['Second', civilField('second')],
  ['Nanosecond', civilField('nanosecond')],
  ['YearDay', civilField('yearDay')],
  ['Weekday', { params: [], result: STRING, run: (time) => WEEKDAYS[time.civil().weekday] ?? '' }],
  ['Unix', unix(1_000_000_000n)],
  ['UnixMilli', unix(1_000_000n)],
  ['UnixMicro', unix(1_000n)],
  ['UnixNano', unix(1n)],
  ['Before', compareTimes((a, b) => a < b)],
  ['After', compareTimes((a, b) => a > b)],
  ['Equal', compareTimes((a, b) => a === b)],
  ['Add', { params: [DURATION], result: TIME, run: (time, duration: GoDuration) => time.add(duration) }],
  [
    'Sub',
    {
      params: [TIME],
      result: DURATION,
      run: (time, other: GoTime) => new GoDuration(time.nanoseconds - other.nanoseconds),
    },
  ],
  ['AddDate', { params: [INT, INT, INT], result: TIME, run: addDate }],
  ['Format', { params: [STRING], result: STRING, run: (time, layout: string) => formatTime(time, layout) }],
  ['String', { params: [], result: STRING, run: (time) => time.toString() }],
  ['UTC', { params: [], result: TIME, run: (time) => time.in(GoLocation.utc) }],
  ['In', { params: [LOCATION], result: TIME, run: (time, place: GoLocation) => time.in(place) }],
  [
    'IsZero',
    { params: [], result: BOOL, run: (time) => time.civil().year === 1 && time.civil().yearDay === 1 },
  ],
]);

function addDate(time: GoTime, years: bigint, months: bigint, days: bigint): GoTime {
  const civil = time.civil();
  return GoTime.at(
    {
      ...civil,
      year: civil.year + Number(years),
      month: civil.month + Number(months),
      day: civil.day + Number(days),
    },
    time.location,
  );
}

const inUnits = (nanoseconds: number): Method<GoDuration> => ({
  params: [],
  result: FLOAT,
  run: (duration) => Number(duration.nanoseconds) / nanoseconds,
});

const wholeUnits = (nanoseconds: bigint): Method<GoDuration> => ({
  params: [],
  result: INT,
  run: (duration) => duration.nanoseconds / nanoseconds,
});

const DURATION_METHODS: ReadonlyMap<string, Method<GoDuration>> = new Map<string, Method<GoDuration>>([
  ['Hours', inUnits(3_600_000_000_000)],
  ['Minutes', inUnits(60_000_000_000)],
  ['Seconds', inUnits(1_000_000_000)],
  ['Milliseconds', wholeUnits(1_000_000n)],
  ['Microseconds', wholeUnits(1_000n)],
  ['Nanoseconds', wholeUnits(1n)],
  ['String', { params: [], result: STRING, run: (duration) => duration.toString() }],
]);

/** undefined: time.Time has no such method here. */
export function timeMethod(time: GoTime, name: string): GoFunction | undefined {
  return bind(TIME_METHODS, time, name);
}

export function durationMethod(duration: GoDuration, name: string): GoFunction | undefined {
  return bind(DURATION_METHODS, duration, name);
}

function bind<T>(methods: ReadonlyMap<string, Method<T>>, receiver: T, name: string): GoFunction | undefined {
  const method = methods.get(name);
  if (method === undefined) return undefined;
  const { params, result, run } = method;
  return new GoFunction(name, { params, result }, (args) => run(receiver, ...(args as never[])));
}
