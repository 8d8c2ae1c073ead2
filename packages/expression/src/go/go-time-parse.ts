import { ExpressionFailure } from '../result.ts';
import { isLeapYear } from './calendar.ts';
import { GoLocation, isDate } from './go-location.ts';
import { quote } from './go-quote.ts';
import { GoTime } from './go-time.ts';
import { MONTHS, WEEKDAYS } from './go-time-format.ts';
import { layoutParts } from './go-time-layout.ts';

/** What the elements of a layout have found so far. */
interface Found {
  year: number;
  month: number | undefined;
  day: number | undefined;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  pm: boolean | undefined;
  offset: number | undefined;
  zone: string | undefined;
}

/** Reads one element at the start of the text. undefined: it is not there; a string: what is out of range. */
type Reader = (text: string, found: Found) => { length: number } | { outOfRange: string } | undefined;

function number(
  pattern: RegExp,
  range: [least: number, most: number, name: string] | undefined,
  set: (found: Found, value: number) => void,
): Reader {
  return (text, found) => {
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const value = Number(match[0]);
    if (range !== undefined && (value < range[0] || value > range[1])) return { outOfRange: range[2] };
    set(found, value);
    return { length: match[0].length };
  };
}

function name(
  names: string[],
  length: number | undefined,
  set: (found: Found, index: number) => void,
): Reader {
  return (text, found) => {
    const lower = text.toLowerCase();
    for (const [index, full] of names.entries()) {
      const candidate = length === undefined ? full : full.slice(0, length);
      if (!lower.startsWith(candidate.toLowerCase())) continue;
      set(found, index);
      return { length: candidate.length };
    }
    return undefined;
  };
}

function halfDay(am: string, pm: string): Reader {
  return (text, found) => {
    const half = text.slice(0, 2);
    if (half !== am && half !== pm) return undefined;
    found.pm = half === pm;
    return { length: 2 };
  };
}

const ONE_OR_TWO = /^[0-9]{1,2}/;
const TWO = /^[0-9]{2}/;
const SPACED = /^ ?[0-9]{1,2}/;

const setMonth = (found: Found, value: number) => {
  found.month = value;
};
const setDay = (found: Found, value: number) => {
  found.day = value;
};
const setHour = (found: Found, value: number) => {
  found.hour = value;
};
const setMinute = (found: Found, value: number) => {
  found.minute = value;
};
const setSecond = (found: Found, value: number) => {
  found.second = value;
};
const setYearDay = (found: Found, value: number) => {
  found.yearDay = value;
};

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['January', name(MONTHS, undefined, (found, index) => setMonth(found, index + 1))],
  ['Jan', name(MONTHS, 3, (found, index) => setMonth(found, index + 1))],
  ['1', number(ONE_OR_TWO, [1, 12, 'month'], setMonth)],
  ['01', number(TWO, [1, 12, 'month'], setMonth)],
  ['Monday', name(WEEKDAYS, undefined, () => undefined)],
  ['Mon', name(WEEKDAYS, 3, () => undefined)],
  ['2', number(ONE_OR_TWO, undefined, setDay)],
  ['_2', number(SPACED, undefined, setDay)],
  ['02', number(TWO, undefined, setDay)],
  ['__2', number(/^ {0,2}[0-9]{1,3}/, undefined, setYearDay)],
  ['002', number(/^[0-9]{3}/, undefined, setYearDay)],
  ['15', number(ONE_OR_TWO, [0, 23, 'hour'], setHour)],
  ['3', number(ONE_OR_TWO, [0, 12, 'hour'], setHour)],
  ['03', number(TWO, [0, 12, 'hour'], setHour)],
  ['4', number(ONE_OR_TWO, [0, 59, 'minute'], setMinute)],
  ['04', number(TWO, [0, 59, 'minute'], setMinute)],
  ['5', number(ONE_OR_TWO, [0, 59, 'second'], setSecond)],
  ['05', number(TWO, [0, 59, 'second'], setSecond)],
  [
    '2006',
    number(/^[0-9]{4}/, undefined, (found, value) => {
      found.year = value;
    }),
  ],
  [
    '06',
    number(TWO, undefined, (found, value) => {
      found.year = value >= 69 ? 1900 + value : 2000 + value;
    }),
  ],
  ['PM', halfDay('AM', 'PM')],
  ['pm', halfDay('am', 'pm')],
  ['MST', readZoneName],
]);

/** An abbreviation of three to five letters, or `GMT+3`. */
function readZoneName(text: string, found: Found): { length: number } | undefined {
  if (text.startsWith('UTC')) {
    found.zone = 'UTC';
    return { length: 3 };
  }
  const match = /^(GMT[+-][0-9]{1,2}|[+-][0-9]{2}|ChST|MeST|[A-Z]{3,5})(?![A-Z])/.exec(text);
  const [zone] = match ?? [];
  if (zone === undefined || (/^[A-Z]{4,5}$/.test(zone) && !/T$|^WITA$/.test(zone))) return undefined;
  found.zone = zone;
  if (zone.startsWith('GMT') && zone.length > 3) found.offset = Number(zone.slice(3)) * 3600;
  return { length: zone.length };
}

function readOffset(element: string): Reader {
  const shape = element.slice(1);
  const pattern = new RegExp(
    `^([+-])(\\d\\d)${shape.includes(':') ? ':' : ''}${shape.length > 2 ? '(\\d\\d)' : '()'}${
      shape.length > 5 ? `${shape.includes(':') ? ':' : ''}(\\d\\d)` : '()'
    }`,
  );
  return (text, found) => {
    if (element.startsWith('Z') && text.startsWith('Z')) {
      found.offset = 0;
      return { length: 1 };
    }
    const match = pattern.exec(text);
    if (match === null) return undefined;
    const [whole, sign, hours, minutes, seconds] = match;
    if (Number(hours) > 24) return { outOfRange: 'time zone offset hour' };
    if (Number(minutes) > 60) return { outOfRange: 'time zone offset minute' };
    const magnitude = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    found.offset = sign === '-' ? -magnitude : magnitude;
    return { length: whole.length };
  };
}

function readFraction(element: string): Reader {
  const least = element.charAt(1) === '0' ? element.length - 1 : undefined;
  return (text, found) => {
    const match = /^[.,]([0-9]+)/.exec(text);
    if (least === undefined && match === null) return { length: 0 };
    const digits = match?.[1] ?? '';
    if (least !== undefined && digits.length !== least) return undefined;
    found.nanosecond = Number(digits.slice(0, 9).padEnd(9, '0'));
    return { length: digits.length + 1 };
  };
}

function readerOf(element: string): Reader {
  const reader = READERS.get(element);
  if (reader !== undefined) return reader;
  return element.startsWith('.') || element.startsWith(',') ? readFraction(element) : readOffset(element);
}

/**
 * time.ParseInLocation.
 *
 * @throws ExpressionFailure in the words of time.ParseError.
 */
export function parseTime(layout: string, value: string, location: GoLocation = GoLocation.utc): GoTime {
  const found: Found = {
    year: 0,
    month: undefined,
    day: undefined,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    pm: undefined,
    offset: undefined,
    zone: undefined,
  };
  const rest = readParts(layout, value, found);
  if (rest !== '') throw new ExpressionFailure(`parsing time ${quote(value)}: extra text: ${quote(rest)}`);
  return toTime(found, value, location);
}

function readParts(layout: string, value: string, found: Found): string {
  const mismatch = (text: string, element: string) =>
    new ExpressionFailure(
      `parsing time ${quote(value)} as ${quote(layout)}: cannot parse ${quote(text)} as ${quote(element)}`,
    );
  let rest = value;
  const parts = layoutParts(layout);
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'text') {
      const trimmed = skipText(rest, part.text);
      if (trimmed === undefined) throw mismatch(rest, part.text);
      rest = trimmed;
      continue;
    }
    const read = readerOf(part.element)(rest, found);
    if (read === undefined) throw mismatch(rest, part.element);
    if ('outOfRange' in read) {
      throw new ExpressionFailure(`parsing time ${quote(value)}: ${read.outOfRange} out of range`);
    }
    rest = rest.slice(read.length);
    // A fraction may follow the seconds though the layout has none.
    const next = parts[index + 1];
    const asksForFraction = next?.kind === 'element' && /^[.,]/.test(next.element);
    if ((part.element === '5' || part.element === '05') && !asksForFraction) {
      const fraction = readFraction('.9')(rest, found);
      if (fraction !== undefined && 'length' in fraction) rest = rest.slice(fraction.length);
    }
  }
  return rest;
}

/** A space in a layout stands for any number of spaces. */
function skipText(value: string, text: string): string | undefined {
  let rest = value;
  let at = 0;
  while (at < text.length) {
    if (text.charAt(at) === ' ') {
      if (rest !== '' && !rest.startsWith(' ')) return undefined;
      while (text.charAt(at) === ' ') at++;
      rest = rest.replace(/^ +/, '');
      continue;
    }
    if (rest === '' || rest.charAt(0) !== text.charAt(at)) return undefined;
    rest = rest.slice(1);
    at++;
  }
  return rest;
}

function toTime(found: Found, value: string, location: GoLocation): GoTime {
  let { hour } = found;
  if (found.pm === true && hour < 12) hour += 12;
  if (found.pm === false && hour === 12) hour = 0;
  if (
    found.yearDay !== undefined &&
    (found.yearDay < 1 || found.yearDay > (isLeapYear(found.year) ? 366 : 365))
  ) {
    throw new ExpressionFailure(`parsing time ${quote(value)}: day-of-year out of range`);
  }
  const month = found.yearDay === undefined ? (found.month ?? 1) : 1;
  const day = found.yearDay ?? found.day ?? 1;
  if (found.yearDay === undefined && !isDate(found.year, month, day)) {
    throw new ExpressionFailure(`parsing time ${quote(value)}: day out of range`);
  }
  const civil = {
    year: found.year,
    month,
    day,
    hour,
    minute: found.minute,
    second: found.second,
    nanosecond: found.nanosecond,
  };
  return GoTime.at(civil, placeOf(found, location, civil));
}

/** An offset makes a place of its own, unless it is what the given place has at that time. */
function placeOf(found: Found, location: GoLocation, civil: Parameters<typeof GoTime.at>[0]): GoLocation {
  if (found.zone === 'UTC') return GoLocation.utc;
  if (found.offset !== undefined) {
    if (found.offset === 0 && found.zone === undefined) return GoLocation.utc;
    const here = GoTime.at(civil, location).civil();
    return here.offset === found.offset ? location : GoLocation.fixed(found.zone ?? '', found.offset);
  }
  if (found.zone !== undefined) {
    const here = GoTime.at(civil, location).civil();
    return here.zone === found.zone ? location : GoLocation.fixed(found.zone, 0);
  }
  return location;
}
