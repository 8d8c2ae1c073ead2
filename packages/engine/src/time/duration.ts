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

/** Its two largest units, in words: `4 minutes 20 seconds`. */
export function durationInWords(ms: number): string {
  let rest = Math.floor(ms / 1000);
  const parts: string[] = [];
  for (const [unit, seconds] of [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ] as const) {
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`);
  }
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}
