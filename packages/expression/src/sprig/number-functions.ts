import { formatValue } from '../go/go-format.ts';
import { MAX_INT, MIN_INT, parseDecimalInt, toInt64 } from '../go/go-number.ts';
import { goPower } from '../go/go-power.ts';
import type { GoValue } from '../go/go-value.ts';
import { MEMORY_BUDGET } from '../limits.ts';
import { ExpressionFailure } from '../result.ts';
import { castFloat, castInt, count, text } from './convert.ts';
import {
  addDecimals,
  type Decimal,
  decimalOf,
  divideDecimals,
  multiplyDecimals,
  subtractDecimals,
  toNumber,
} from './decimal.ts';
import { defineFunctions } from './define.ts';

function divide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ExpressionFailure('runtime error: integer divide by zero');
  return a / b;
}

function modulo(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new ExpressionFailure('runtime error: integer divide by zero');
  return a % b;
}

function larger(a: bigint, b: bigint): bigint {
  if (b > a) return b;
  return a;
}

function smaller(a: bigint, b: bigint): bigint {
  if (b < a) return b;
  return a;
}

const integers =
  (operate: (a: bigint, b: bigint) => bigint) =>
  (values: GoValue[]): GoValue =>
    values.map(castInt).reduce((a, b) => toInt64(operate(a, b)));

const floats =
  (operate: (a: number, b: number) => number) =>
  (values: GoValue[]): GoValue =>
    values.map(castFloat).reduce(operate);

const decimals =
  (operate: (a: Decimal, b: Decimal) => Decimal) =>
  (values: GoValue[]): GoValue =>
    toNumber(values.map((value) => decimalOf(castFloat(value))).reduce(operate));

function untilStep(start: bigint, stop: bigint, step: bigint): bigint[] {
  const down = stop < start;
  if (down ? step >= 0n : step <= 0n) return [];
  const distance = down ? start - stop : stop - start;
  if (distance / (down ? -step : step) > BigInt(MEMORY_BUDGET)) {
    throw new ExpressionFailure('memory budget exceeded');
  }
  const values: bigint[] = [];
  for (let value = start; down ? value > stop : value < stop; value += step) values.push(value);
  return values;
}

/** seq: one end, start and end, or start, step and end; both ends belong to it. */
function seq(values: GoValue[]): string {
  const params = values.map(castInt);
  if (params.length === 0 || params.length > 3) return '';
  const start = params.length === 1 ? 1n : (params[0] ?? 0n);
  const end = params.at(-1) ?? 0n;
  const direction = end < start ? -1n : 1n;
  const step = params.length === 3 ? (params[1] ?? 0n) : direction;
  if (params.length === 3 && direction < 0n && step > 0n) return '';
  return untilStep(start, end + direction, step).join(' ');
}

function round([value, places, roundOn]: GoValue[]): number {
  const power = goPower(10, count(places));
  const digit = power * castFloat(value);
  const fraction = digit - Math.trunc(digit);
  const limit = roundOn === undefined ? 0.5 : castFloat(roundOn);
  return (fraction >= limit ? Math.ceil(digit) : Math.floor(digit)) / power;
}

/** An octal number, which is what sprig takes a "decimal" for. */
function toDecimal([value]: GoValue[]): bigint {
  const digits = formatValue(value ?? null);
  if (!/^[+-]?[0-7]+$/.test(digits)) return 0n;
  const magnitude = BigInt(`0o${digits.replace(/^[+-]/, '')}`);
  const signed = digits.startsWith('-') ? -magnitude : magnitude;
  return signed < MIN_INT || signed > MAX_INT ? 0n : signed;
}

const largest = integers(larger);

export const NUMBER_FUNCTIONS = defineFunctions([
  ['atoi', 'string -> int', ([value]) => parseDecimalInt(text(value)) ?? 0n],
  ['int64', 'any -> int', ([value]) => castInt(value)],
  ['int', 'any -> int', ([value]) => castInt(value)],
  ['float64', 'any -> float', ([value]) => castFloat(value)],
  ['seq', '...int -> string', seq],
  ['toDecimal', 'any -> int', toDecimal],
  ['until', 'int -> list', ([end]) => untilStep(0n, castInt(end), castInt(end) < 0n ? -1n : 1n)],
  [
    'untilStep',
    'int, int, int -> list',
    ([start, stop, step]) => untilStep(castInt(start), castInt(stop), castInt(step)),
  ],
  ['add1', 'any -> int', ([value]) => toInt64(castInt(value) + 1n)],
  ['add', '...any -> int', (values) => integers((a, b) => a + b)([0n, ...values])],
  ['sub', 'any, any -> int', integers((a, b) => a - b)],
  ['div', 'any, any -> int', integers(divide)],
  ['mod', 'any, any -> int', integers(modulo)],
  ['mul', 'any, ...any -> int', integers((a, b) => a * b)],
  ['add1f', 'any -> float', ([value]) => decimals(addDecimals)([value ?? null, 1])],
  ['addf', '...any -> float', (values) => decimals(addDecimals)([0, ...values])],
  ['subf', 'any, ...any -> float', decimals(subtractDecimals)],
  ['divf', 'any, ...any -> float', decimals(divideDecimals)],
  ['mulf', 'any, ...any -> float', decimals(multiplyDecimals)],
  ['biggest', 'any, ...any -> int', largest],
  ['max', 'any, ...any -> int', largest],
  ['min', 'any, ...any -> int', integers(smaller)],
  ['maxf', 'any, ...any -> float', floats((a, b) => Math.max(a, b))],
  ['minf', 'any, ...any -> float', floats((a, b) => Math.min(a, b))],
  ['ceil', 'any -> float', ([value]) => Math.ceil(castFloat(value))],
  ['floor', 'any -> float', ([value]) => Math.floor(castFloat(value))],
  ['round', 'any, int, ...float -> float', round],
]);
