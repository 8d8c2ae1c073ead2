import { failure, type Result, success } from '../result.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
  ['us', 1e-3],
  ['µs', 1e-3],
  ['μs', 1e-3],
  ['ns', 1e-6],
]);
const DURATION = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:h|ms|m|s|us|µs|μs|ns))+$/;

/** A duration as Argo reads it (ParseStringToDuration): seconds, or Go's `1m30s`. In milliseconds. */
export function parseDuration(text: string): Result<number> {
  if (/^[+-]?\d+$/.test(text)) return success(Number(text) * 1000);
  if (!DURATION.test(text)) {
    const quoted = JSON.stringify(text);
    return failure(`unable to parse ${text} as a duration: time: invalid duration ${quoted}`);
  }
  let sum = 0;
  for (const [, number, unit] of text.matchAll(/([\d.]+)([a-zµμ]+)/g)) {
    sum += Number(number) * (UNITS.get(unit ?? '') ?? 0);
  }
  return success(text.startsWith('-') ? -sum : sum);
}

/** The last instant that the broker's clock can tell: 2^63 nanoseconds after 1970. */
const LAST_MS = 9_223_372_036_000;

/** An instant for a timer, however long somebody wants to wait: one that no clock can tell would come at once. */
export function timerInstant(at: number): number {
  return Math.min(Math.max(0, Math.ceil(at)), LAST_MS);
}

/** As Argo writes it (its humanize.Duration): the largest unit that it fills, and the next smaller: `1 hour 0 minutes`. */
export function durationInWords(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const step = UNITS_IN_WORDS.findIndex(({ size }) => seconds >= size);
  const unit = UNITS_IN_WORDS[step];
  if (unit === undefined) return '0 seconds';
  const count = Math.floor(seconds / unit.size);
  const largest = `${count} ${unit.name}${count === 1 ? '' : 's'}`;
  const { within, of } = unit;
  return within === undefined
    ? largest
    : `${largest} ${Math.floor((seconds % of) / within.size)} ${within.name}s`;
}

const [SECOND, MINUTE, HOUR, DAY] = [
  { name: 'second', size: 1 },
  { name: 'minute', size: 60 },
  { name: 'hour', size: 3600 },
  { name: 'day', size: 86_400 },
] as const;

/** From the largest; what is beside each is how many of the smaller unit are left over. */
const UNITS_IN_WORDS = [
  { name: 'year', size: 360 * DAY.size, within: HOUR, of: DAY.size },
  { name: 'month', size: 30 * DAY.size, within: HOUR, of: DAY.size },
  { name: 'week', size: 7 * DAY.size, within: HOUR, of: DAY.size },
  { ...DAY, within: HOUR, of: DAY.size },
  { ...HOUR, within: MINUTE, of: HOUR.size },
  { ...MINUTE, within: SECOND, of: MINUTE.size },
  { ...SECOND, within: undefined, of: 1 },
];
