import { typeOf } from '../go/go-format.ts';
import { compareText } from '../go/go-json.ts';
import { toInt64, truncateToInt } from '../go/go-number.ts';
import { goPower } from '../go/go-power.ts';
import {
  AnyKeyMap,
  EnvironmentMap,
  GoDuration,
  GoLocation,
  GoTime,
  type GoValue,
  isNil,
} from '../go/go-value.ts';
import { MAX_TEXT } from '../limits.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';

/*
 * The operators of expr-lang's runtime on values of Go's types: an int and a float meet as floats, an int with an int
 * stays one and wraps around.
 */

type Numeric = bigint | number;

function isNumeric(value: GoValue): value is Numeric {
  return typeof value === 'bigint' || typeof value === 'number';
}

function invalid(left: GoValue, operator: string, right: GoValue): ExpressionFailure {
  return new ExpressionFailure(`invalid operation: ${typeOf(left)} ${operator} ${typeOf(right)}`);
}

/** @param meter spends on the elements of lists and maps, where what is compared has not been paid for. */
export function equal(left: GoValue, right: GoValue, meter?: Meter): boolean {
  meter?.spend(1);
  if (isNumeric(left) && isNumeric(right)) {
    return typeof left === typeof right ? left === right : Number(left) === Number(right);
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length && left.every((item, index) => equal(item, right[index] ?? null, meter))
    );
  }
  return (isNil(left) && isNil(right)) || deepEqual(left, right, meter);
}

/** reflect.DeepEqual: values of different types differ. */
export function deepEqual(left: GoValue, right: GoValue, meter?: Meter): boolean {
  meter?.spend(1);
  if (left instanceof GoTime && right instanceof GoTime) return left.nanoseconds === right.nanoseconds;
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return left.nanoseconds === right.nanoseconds;
  }
  if (left instanceof GoLocation && right instanceof GoLocation) return left.name === right.name;
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item, index) => deepEqual(item, right[index] ?? null, meter))
    );
  }
  if (left instanceof Uint8Array && right instanceof Uint8Array) {
    return left.length === right.length && left.every((byte, index) => byte === right[index]);
  }
  const leftMap = entriesOf(left);
  const rightMap = entriesOf(right);
  if (leftMap === undefined || rightMap === undefined) return left === right;
  if (leftMap.size !== rightMap.size) return false;
  for (const [key, item] of leftMap) {
    const other = rightMap.get(key);
    if (other === undefined || !deepEqual(item, other, meter)) return false;
  }
  return true;
}

/** The entries of any kind of map; undefined for another value. */
export function entriesOf(value: GoValue): ReadonlyMap<GoValue, GoValue> | undefined {
  if (value instanceof EnvironmentMap) return value.toMap();
  if (value instanceof Map) return value;
  return value instanceof AnyKeyMap ? value.entries : undefined;
}

/** Negative, 0 or positive; NaN where a NaN takes part. */
function compare(left: GoValue, operator: string, right: GoValue): number {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left < right ? -1 : left > right ? 1 : 0;
  if (isNumeric(left) && isNumeric(right)) return difference(Number(left), Number(right));
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const sameKind =
    (left instanceof GoTime && right instanceof GoTime) ||
    (left instanceof GoDuration && right instanceof GoDuration);
  if (sameKind) return compare(left.nanoseconds, operator, right.nanoseconds);
  throw invalid(left, operator, right);
}

function difference(left: number, right: number): number {
  if (left === right) return 0;
  return left < right ? -1 : left > right ? 1 : Number.NaN;
}

export function isLess(left: GoValue, right: GoValue): boolean {
  return compare(left, '<', right) < 0;
}

export function isMore(left: GoValue, right: GoValue): boolean {
  return compare(left, '>', right) > 0;
}

/** @param operator one of `<`, `>`, `<=`, `>=`. */
export function isOrdered(operator: string, left: GoValue, right: GoValue): boolean {
  const order = compare(left, operator, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    default:
      return order >= 0;
  }
}

export function add(left: GoValue, right: GoValue): GoValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return toInt64(left + right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) + Number(right);
  if (typeof left === 'string' && typeof right === 'string') {
    if (left.length + right.length > MAX_TEXT) throw new ExpressionFailure('memory budget exceeded');
    return left + right;
  }
  if (left instanceof GoTime && right instanceof GoDuration) return left.add(right);
  if (left instanceof GoDuration && right instanceof GoTime) return right.add(left);
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return new GoDuration(left.nanoseconds + right.nanoseconds);
  }
  throw invalid(left, '+', right);
}

export function subtract(left: GoValue, right: GoValue): GoValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return toInt64(left - right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) - Number(right);
  if (left instanceof GoTime && right instanceof GoTime) {
    return new GoDuration(left.nanoseconds - right.nanoseconds);
  }
  if (left instanceof GoTime && right instanceof GoDuration) {
    return left.add(new GoDuration(-right.nanoseconds));
  }
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return new GoDuration(left.nanoseconds - right.nanoseconds);
  }
  throw invalid(left, '-', right);
}

export function multiply(left: GoValue, right: GoValue): GoValue {
  if (typeof left === 'bigint' && typeof right === 'bigint') return toInt64(left * right);
  if (isNumeric(left) && isNumeric(right)) return Number(left) * Number(right);
  if (left instanceof GoDuration && right instanceof GoDuration) {
    return new GoDuration(left.nanoseconds * right.nanoseconds);
  }
  if (left instanceof GoDuration && isNumeric(right)) return scale(left, right);
  if (right instanceof GoDuration && isNumeric(left)) return scale(right, left);
  throw invalid(left, '*', right);
}

function scale(duration: GoDuration, factor: Numeric): GoDuration {
  const { nanoseconds } = duration;
  if (typeof factor === 'bigint') return new GoDuration(nanoseconds * factor);
  return new GoDuration(truncateToInt(Number(nanoseconds) * factor));
}

/** Always a float: `1/2` is 0.5. */
export function divide(left: GoValue, right: GoValue): GoValue {
  if (isNumeric(left) && isNumeric(right)) return Number(left) / Number(right);
  throw invalid(left, '/', right);
}

export function modulo(left: GoValue, right: GoValue): GoValue {
  if (typeof left !== 'bigint' || typeof right !== 'bigint') throw invalid(left, '%', right);
  if (right === 0n) throw new ExpressionFailure('runtime error: integer divide by zero');
  return toInt64(left % right);
}

export function power(left: GoValue, right: GoValue): GoValue {
  return goPower(toFloat(left), toFloat(right));
}

export function negate(value: GoValue): GoValue {
  if (typeof value === 'bigint') return toInt64(-value);
  if (typeof value === 'number') return -value;
  throw new ExpressionFailure(`invalid operation: - ${typeOf(value)}`);
}

/** runtime.ToInt. */
export function toInt(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return truncateToInt(value);
  throw new ExpressionFailure(`invalid operation: int(${typeOf(value)})`);
}

/** runtime.ToFloat64. */
export function toFloat(value: GoValue): number {
  if (isNumeric(value)) return Number(value);
  throw new ExpressionFailure(`invalid operation: float(${typeOf(value)})`);
}

/** value.(string) */
export function asString(value: GoValue | undefined): string {
  if (typeof value === 'string') return value;
  throw conversion(value ?? null, 'string');
}

/** value.(bool) */
export function asBool(value: GoValue): boolean {
  if (typeof value === 'boolean') return value;
  throw conversion(value, 'bool');
}

function conversion(value: GoValue, to: string): ExpressionFailure {
  const from = value === null ? 'nil' : typeOf(value);
  return new ExpressionFailure(`interface conversion: interface {} is ${from}, not ${to}`);
}
