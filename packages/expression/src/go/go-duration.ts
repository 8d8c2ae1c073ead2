import { ExpressionFailure } from '../result.ts';
import { MAX_INT } from './go-number.ts';
import { quote } from './go-quote.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
]);

/**
 * time.ParseDuration, in nanoseconds.
 *
 * @throws ExpressionFailure in its words.
 */
export function parseDuration(text: string): bigint {
  const negative = text.startsWith('-');
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '') throw invalidDuration(text);
  let total = 0n;
  for (let rest = body; rest !== ''; ) {
    const [part, value] = readPart(rest, text);
    rest = rest.slice(part.length);
    total += value;
    if (total > MAX_INT + (negative ? 1n : 0n)) throw invalidDuration(text);
  }
  return negative ? -total : total;
}

/** A number and its unit at the start of the text. */
function readPart(rest: string, whole: string): [part: string, nanoseconds: bigint] {
  const [number = '', digits = '', fraction = ''] = /^([0-9]*)(?:\.([0-9]*))?/.exec(rest) ?? [];
  if (digits === '' && fraction === '') throw invalidDuration(whole);
  const [unit = ''] = /^[^.0-9]*/.exec(rest.slice(number.length)) ?? [];
  if (unit === '') throw new ExpressionFailure(`time: missing unit in duration ${quote(whole)}`);
  const scale = UNITS.get(unit);
  if (scale === undefined) {
    throw new ExpressionFailure(`time: unknown unit ${quote(unit)} in duration ${quote(whole)}`);
  }
  const cut = fraction === '' ? 0n : (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
  return [number + unit, BigInt(digits === '' ? 0 : digits) * scale + cut];
}

function invalidDuration(text: string): ExpressionFailure {
  return new ExpressionFailure(`time: invalid duration ${quote(text)}`);
}

/** time.Duration's String: `1h15m30.918s`, `1.5ms`, `0s`. */
export function formatDuration(nanoseconds: bigint): string {
  if (nanoseconds === 0n) return '0s';
  const sign = nanoseconds < 0n ? '-' : '';
  const magnitude = nanoseconds < 0n ? -nanoseconds : nanoseconds;
  if (magnitude < 1_000n) return `${sign}${magnitude}ns`;
  if (magnitude < 1_000_000n) return `${sign}${decimal(magnitude, 3)}µs`;
  if (magnitude < 1_000_000_000n) return `${sign}${decimal(magnitude, 6)}ms`;
  const minutes = magnitude / 60_000_000_000n;
  const seconds = `${decimal(magnitude % 60_000_000_000n, 9)}s`;
  if (minutes === 0n) return sign + seconds;
  if (minutes < 60n) return `${sign}${minutes}m${seconds}`;
  return `${sign}${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** A number with a decimal point so many digits from its end, and no zeros at the end. */
function decimal(value: bigint, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return digits.slice(0, -places) + (fraction === '' ? '' : `.${fraction}`);
}
