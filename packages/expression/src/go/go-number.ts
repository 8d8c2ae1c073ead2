/** The bounds of Go's int. */
export const MIN_INT = -(2n ** 63n);
export const MAX_INT = 2n ** 63n - 1n;

/** An integer as Go's int holds it: arithmetic wraps around. */
export function toInt64(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** A float as encoding/json writes it, which differs from JavaScript in the negative zero only. */
export function formatJsonNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The shortest digits that give the number back, and where its decimal point stands: 0.d1d2... * 10^point. */
function shortestDigits(value: number): { digits: string; point: number } {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  return { digits: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

/** A float as Go's `%v` prints it: `%g` with the shortest digits, and an exponent below -4 and from 6 on. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const sign = value < 0 ? '-' : '';
  const { digits, point } = shortestDigits(Math.abs(value));
  const exponent = point - 1;
  if (exponent < -4 || exponent >= 6) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const magnitude = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits.charAt(0)}${fraction}e${exponent < 0 ? '-' : '+'}${magnitude}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** strconv.Atoi: decimal, with a sign; undefined for what is no int. */
export function parseDecimalInt(text: string): bigint | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value < MIN_INT || value > MAX_INT ? undefined : value;
}

const PREFIXED_INT = /^([+-]?)0([xX][0-9a-fA-F]+|[oO]?[0-7]+|[bB][01]+)$/;

/** strconv.ParseInt with base 0: decimal, or prefixed with 0x, 0o, 0b, or octal with a leading 0; `_` between digits. */
export function parseIntLiteral(text: string): bigint | undefined {
  const plain = text.includes('_') ? withoutUnderscores(text) : text;
  if (plain === undefined) return undefined;
  if (/^[+-]?(0|[1-9][0-9]*)$/.test(plain)) return parseDecimalInt(plain);
  const match = PREFIXED_INT.exec(plain);
  if (match === null) return undefined;
  const digits = match[2] ?? '';
  const magnitude = BigInt(`0${/^[0-7]/.test(digits) ? 'o' : ''}${digits.toLowerCase()}`);
  const value = match[1] === '-' ? -magnitude : magnitude;
  return value < MIN_INT || value > MAX_INT ? undefined : value;
}

/** Underscores stand between digits, or between a prefix and a digit. */
function withoutUnderscores(text: string): string | undefined {
  const body = text.replace(/^[+-]/, '').replace(/^0[xXoObB]_?/, '0');
  return /^[0-9a-fA-FpP.+-]+(_[0-9a-fA-FpP.+-]+)*$/.test(body) ? text.replaceAll('_', '') : undefined;
}

const DECIMAL_FLOAT = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$/;
const HEX_FLOAT = /^([+-]?)0[xX]([0-9a-fA-F]*)\.?([0-9a-fA-F]*)[pP]([+-]?[0-9]+)$/;
const INFINITE = /^([+-]?)inf(inity)?$/i;

/** strconv.ParseFloat with 64 bits; undefined for what is no float, or is too large for one. */
export function parseFloat64(text: string): number | undefined {
  const plain = text.includes('_') ? withoutUnderscores(text) : text;
  if (plain === undefined) return undefined;
  if (DECIMAL_FLOAT.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  const infinite = INFINITE.exec(plain);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^nan$/i.test(plain)) return Number.NaN;
  return parseHexFloat(plain);
}

function parseHexFloat(text: string): number | undefined {
  const match = HEX_FLOAT.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole.length + fraction.length === 0) return undefined;
  const value = Number(BigInt(`0x${whole}${fraction}`)) * 2 ** (Number(exponent) - 4 * fraction.length);
  if (!Number.isFinite(value)) return undefined;
  return sign === '-' ? -value : value;
}

/** int(f): cut towards zero; what does not fit is the smallest int, as on amd64. */
export function truncateToInt(value: number): bigint {
  if (!Number.isFinite(value)) return MIN_INT;
  const truncated = BigInt(Math.trunc(value));
  return truncated < MIN_INT || truncated > MAX_INT ? MIN_INT : truncated;
}
