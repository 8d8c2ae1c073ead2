import { ZONE_STEPS } from '../expr/time-builtins.ts';
import { formatDuration, parseDuration } from '../go/go-duration.ts';
import { parseDecimalInt } from '../go/go-number.ts';
import { formatTime } from '../go/go-time-format.ts';
import { parseTime } from '../go/go-time-parse.ts';
import { GoDuration, GoLocation, GoTime, type GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import { text } from './convert.ts';
import { defineFunctions, type SprigEntry } from './define.ts';

const SECOND = 1_000_000_000n;

/** A time, or seconds since 1970. For anything else sprig takes the time of the call, which no expression may see. */
function timeOf(value: GoValue | undefined): GoTime {
  if (value instanceof GoTime) return value;
  if (typeof value === 'bigint') return new GoTime(value * SECOND);
  throw new ExpressionFailure(
    'a date must be a time or seconds since 1970: an expression may not depend on when it is evaluated',
  );
}

function format(layout: string, date: GoValue | undefined, zone: string, meter: Meter): string {
  if (zone !== 'Local') meter.spend(ZONE_STEPS);
  return formatTime(timeOf(date).in(GoLocation.load(zone) ?? GoLocation.utc), layout);
}

function modify([change, date]: GoValue[], strict: boolean): GoValue {
  const time = timeOf(date);
  const duration = attempt(() => new GoDuration(parseDuration(text(change))));
  if (duration.ok) return time.add(duration.value);
  if (strict) throw new ExpressionFailure(duration.error.message);
  return time;
}

const ZERO_TIME = GoTime.at(
  { year: 1, month: 1, day: 1, hour: 0, minute: 0, second: 0, nanosecond: 0 },
  GoLocation.utc,
);

function toDate([layout, value]: GoValue[]): GoValue {
  const parsed = attempt(() => parseTime(text(layout), text(value)));
  return parsed.ok ? parsed.value : ZERO_TIME;
}

/** Seconds as `1m30s`. sprig takes an int for 0, and an int64 for what it says; here both are what they say. */
function duration([value]: GoValue[]): string {
  const seconds =
    typeof value === 'string' ? (parseDecimalInt(value) ?? 0n) : typeof value === 'bigint' ? value : 0n;
  return formatDuration(BigInt.asIntN(64, seconds * SECOND));
}

const UNITS: readonly [unit: string, seconds: bigint][] = [
  ['y', 365n * 86_400n],
  ['mo', 30n * 86_400n],
  ['d', 86_400n],
  ['h', 3600n],
  ['m', 60n],
  ['s', 1n],
];

/** The largest unit only: `2h`, `3mo`. */
function durationRound([value]: GoValue[]): string {
  let nanoseconds = 0n;
  if (typeof value === 'string') {
    const parsed = attempt(() => parseDuration(value));
    nanoseconds = parsed.ok ? parsed.value : 0n;
  } else if (typeof value === 'bigint') {
    nanoseconds = value;
  } else if (value instanceof GoTime) {
    return notAvailable('durationRound of a time');
  }
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  for (const [unit, seconds] of UNITS) {
    if (magnitude > seconds * SECOND) return `${magnitude / (seconds * SECOND)}${unit}`;
  }
  return '0s';
}

function notAvailable(what: string): never {
  throw new ExpressionFailure(
    `${what} is not available: an expression may not depend on when it is evaluated`,
  );
}

export const DATE_FUNCTIONS = defineFunctions([
  ['date', 'string, any -> string', ([layout, date], meter) => format(text(layout), date, 'Local', meter)],
  ...['dateInZone', 'date_in_zone'].map(
    (name): SprigEntry => [
      name,
      'string, any, string -> string',
      ([layout, date, zone], meter) => format(text(layout), date, text(zone), meter),
    ],
  ),
  ['htmlDate', 'any -> string', ([date], meter) => format('2006-01-02', date, 'Local', meter)],
  [
    'htmlDateInZone',
    'any, string -> string',
    ([date, zone], meter) => format('2006-01-02', date, text(zone), meter),
  ],
  ['dateModify', 'string, time -> time', (args) => modify(args, false)],
  ['date_modify', 'string, time -> time', (args) => modify(args, false)],
  ['mustDateModify', 'string, time -> time', (args) => modify(args, true)],
  ['must_date_modify', 'string, time -> time', (args) => modify(args, true)],
  ['toDate', 'string, string -> time', toDate],
  ['mustToDate', 'string, string -> time', ([layout, value]) => parseTime(text(layout), text(value))],
  ['unixEpoch', 'time -> string', ([date]) => String(timeOf(date).unixSeconds)],
  ['duration', 'any -> string', duration],
  ['durationRound', 'any -> string', durationRound],
  ['ago', 'any -> string', () => notAvailable('ago')],
  ['now', '-> time', () => notAvailable('now')],
]);
