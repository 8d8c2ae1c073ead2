import { typeOf } from '../go/go-format.ts';
import { parseDecimalInt, parseFloat64, toInt64, truncateToInt } from '../go/go-number.ts';
import type { GoValue } from '../go/go-value.ts';
import { MAX_DEPTH } from '../limits.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { isLess, isMore } from './operations.ts';

type Builtin = (args: GoValue[], meter: Meter) => GoValue;

function rounding(name: string, round: (value: number) => number): Builtin {
  return ([value]) => {
    if (typeof value === 'number') return round(value);
    if (typeof value === 'bigint') return Number(value);
    throw new ExpressionFailure(`invalid argument for ${name} (type ${typeOf(value ?? null)})`);
  };
}

/** math.Round: halves away from zero. */
export function roundHalfAway(value: number): number {
  const truncated = Math.trunc(value);
  return Math.abs(value - truncated) >= 0.5 ? truncated + Math.sign(value) : truncated;
}

function abs([value]: GoValue[]): GoValue {
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'bigint') return toInt64(value < 0n ? -value : value);
  throw new ExpressionFailure(`invalid argument for abs (type ${typeOf(value ?? null)})`);
}

/** The `int` builtin, and Argo's `asInt`. */
export function toIntValue(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return truncateToInt(value);
  if (typeof value === 'string') {
    const parsed = parseDecimalInt(value);
    if (parsed !== undefined) return parsed;
    throw new ExpressionFailure(`invalid operation: int(${value})`);
  }
  if (value === null) throw new ExpressionFailure('reflect: call of reflect.Value.Type on zero Value');
  throw new ExpressionFailure(`invalid operation: int(${typeOf(value)})`);
}

/** The `float` builtin, and Argo's `asFloat`. */
export function toFloatValue(value: GoValue): number {
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  if (typeof value === 'string') {
    const parsed = parseFloat64(value);
    if (parsed !== undefined) return parsed;
    throw new ExpressionFailure(`invalid operation: float(${value})`);
  }
  throw new ExpressionFailure(`invalid operation: float(${typeOf(value)})`);
}

/** Numbers, and lists of numbers in lists. */
function* numbersIn(name: string, values: readonly GoValue[], depth = 0): Iterable<bigint | number> {
  if (depth > MAX_DEPTH) throw new ExpressionFailure('recursion depth exceeded');
  for (const value of values) {
    if (typeof value === 'bigint' || typeof value === 'number') yield value;
    else if (Array.isArray(value)) yield* numbersIn(name, value, depth + 1);
    else throw new ExpressionFailure(`invalid argument for ${name} (type ${typeOf(value)})`);
  }
}

function extreme(name: string, isBetter: (candidate: GoValue, best: GoValue) => boolean): Builtin {
  return (args) => {
    const [only] = args;
    const isNumberOrList = typeof only === 'bigint' || typeof only === 'number' || Array.isArray(only);
    if (args.length === 1 && !isNumberOrList) return only ?? null;
    let best: GoValue = null;
    for (const value of numbersIn(name, args)) if (best === null || isBetter(value, best)) best = value;
    return best;
  };
}

function mean(args: GoValue[]): number {
  let count = 0;
  let total = 0;
  for (const value of numbersIn('mean', args)) {
    count++;
    total += Number(value);
  }
  return count === 0 ? 0 : total / count;
}

function median(args: GoValue[]): number {
  const values = [...numbersIn('median', args)].map(Number).sort((a, b) => a - b);
  const middle = Math.floor(values.length / 2);
  const upper = values[middle] ?? 0;
  return values.length % 2 === 1 ? upper : ((values[middle - 1] ?? 0) + upper) / 2;
}

function bits(name: string, operate: (left: bigint, right: bigint) => bigint): Builtin {
  return (args) => {
    const [left, right] = args.map((value) => bitOperand(name, value));
    return toInt64(operate(left ?? 0n, right ?? 0n));
  };
}

function bitOperand(name: string, value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  throw new ExpressionFailure(`cannot use ${typeOf(value)} as argument (type int) to call ${name}`);
}

function shift(operate: (value: bigint, count: bigint) => bigint): (value: bigint, count: bigint) => bigint {
  return (value, count) => {
    if (count < 0n) {
      throw new ExpressionFailure(`invalid operation: negative shift count ${count} (type int)`);
    }
    return operate(value, count > 64n ? 64n : count);
  };
}

export const NUMBER_BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['abs', abs],
  ['ceil', rounding('ceil', Math.ceil)],
  ['floor', rounding('floor', Math.floor)],
  ['round', rounding('round', roundHalfAway)],
  ['int', ([value]) => toIntValue(value ?? null)],
  ['float', ([value]) => toFloatValue(value ?? null)],
  ['max', extreme('max', isMore)],
  ['min', extreme('min', isLess)],
  ['mean', mean],
  ['median', median],
  ['bitand', bits('bitand', (left, right) => left & right)],
  ['bitor', bits('bitor', (left, right) => left | right)],
  ['bitxor', bits('bitxor', (left, right) => left ^ right)],
  ['bitnand', bits('bitnand', (left, right) => left & ~right)],
  [
    'bitshl',
    bits(
      'bitshl',
      shift((value, count) => value << count),
    ),
  ],
  [
    'bitshr',
    bits(
      'bitshr',
      shift((value, count) => value >> count),
    ),
  ],
  [
    'bitushr',
    bits(
      'bitushr',
      shift((value, count) => BigInt.asUintN(64, value) >> count),
    ),
  ],
  ['bitnot', ([value]) => ~bitOperand('bitnot', value ?? null)],
]);
