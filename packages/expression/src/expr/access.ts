import { fromUtf8, utf8 } from '../go/go-bytes.ts';
import { formatValue, typeOf } from '../go/go-format.ts';
import {
  AnyKeyMap,
  EnvironmentMap,
  GoDuration,
  GoTime,
  type GoValue,
  NilList,
  TextMap,
} from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { ExpressionFailure } from '../result.ts';
import { equal, toInt } from './operations.ts';
import { durationMethod, timeMethod } from './time-methods.ts';

/**
 * `from[key]` and `from.key` (expr-lang's runtime.Fetch): an index may count from the end; a key that a map does not
 * have is nil.
 *
 * @throws ExpressionFailure for what has no elements, and for an index out of range.
 */
export function fetch(from: GoValue, key: GoValue): GoValue {
  const element = elementAt(from, key);
  if (element !== undefined) return element;
  const length = lengthOf(from);
  if (length !== undefined && from !== null) {
    let index = toInt(key);
    if (index < 0n) index += BigInt(length);
    throw new ExpressionFailure(`index out of range: ${index} (array length is ${length})`);
  }
  const type = from === null ? '<nil>' : typeOf(from);
  throw new ExpressionFailure(`cannot fetch ${formatValue(key)} from ${type}`);
}

/** The `get` builtin: nil instead of an error. */
export function getElement(from: GoValue, key: GoValue): GoValue {
  return from === null ? null : (elementAt(from, key) ?? null);
}

function elementAt(from: GoValue, key: GoValue): GoValue | undefined {
  if (from instanceof EnvironmentMap) return from.get(mapKey(key)) ?? null;
  if (from instanceof Map) return from.get(mapKey(key)) ?? (from instanceof TextMap ? '' : null);
  if (from instanceof AnyKeyMap) return from.entries.get(key) ?? null;
  if (from instanceof GoTime && typeof key === 'string') return timeMethod(from, key);
  if (from instanceof GoDuration && typeof key === 'string') return durationMethod(from, key);
  if (Array.isArray(from)) return from.at(indexIn(from.length, key) ?? from.length);
  if (from instanceof Uint8Array || typeof from === 'string') {
    const bytes = typeof from === 'string' ? utf8(from) : from;
    const index = indexIn(bytes.length, key);
    return index === undefined ? undefined : BigInt(bytes[index] ?? 0);
  }
  return undefined;
}

/** Where a list is indexed; undefined where that is out of its range. */
function indexIn(length: number, key: GoValue): number | undefined {
  let index = toInt(key);
  if (index < 0n) index += BigInt(length);
  return index < 0n || index >= BigInt(length) ? undefined : Number(index);
}

/** A key of a map with string keys: nil is their zero value. */
export function mapKey(key: GoValue): string {
  if (typeof key === 'string') return key;
  if (key === null) return '';
  throw new ExpressionFailure(
    `reflect.Value.MapIndex: value of type ${typeOf(key)} is not assignable to type string`,
  );
}

/** How many elements or bytes; undefined for maps and what has none. */
function lengthOf(value: GoValue): number | undefined {
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return typeof value === 'string' ? utf8(value).length : undefined;
}

/** `value[from:to]`; texts are cut by bytes, as in Go. */
export function slice(value: GoValue, from: GoValue, to: GoValue | undefined): GoValue {
  if (value instanceof NilList) return value;
  const length = lengthOf(value);
  if (length === undefined) {
    throw new ExpressionFailure(
      to === undefined
        ? `invalid argument for len (type ${typeOf(value)})`
        : `cannot slice ${formatValue(from)}`,
    );
  }
  let end = clamp(to === undefined ? BigInt(length) : toInt(to), length);
  const start = Math.min(clamp(toInt(from), length), end);
  end = Math.max(start, end);
  if (typeof value !== 'string') return (value as GoValue[] | Uint8Array).slice(start, end) as GoValue;
  return length === value.length ? value.slice(start, end) : fromUtf8(utf8(value).slice(start, end));
}

function clamp(index: bigint, length: number): number {
  const size = BigInt(length);
  const fromStart = index < 0n ? index + size : index;
  return Number(fromStart < 0n ? 0n : fromStart > size ? size : fromStart);
}

/** `needle in value`. */
export function isIn(needle: GoValue, value: GoValue, meter: Meter): boolean {
  if (value === null) return false;
  if (Array.isArray(value)) return value.some((item) => equal(item, needle, meter));
  if (value instanceof Uint8Array) return [...value].some((byte) => equal(BigInt(byte), needle, meter));
  if (value instanceof EnvironmentMap) return value.get(mapKey(needle)) !== undefined;
  if (value instanceof Map) return value.has(mapKey(needle));
  if (value instanceof AnyKeyMap) return value.entries.has(needle);
  throw new ExpressionFailure(`operator "in" not defined on ${typeOf(value)}`);
}

/** What a predicate's builtin runs over. */
export function itemsOf(value: GoValue): readonly GoValue[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => BigInt(byte));
  if (typeof value === 'string') return Array.from(utf8(value), (byte) => BigInt(byte));
  if (value === null) {
    throw new ExpressionFailure('reflect: call of reflect.Value.Len on zero Value');
  }
  const isMap = value instanceof Map || value instanceof EnvironmentMap;
  throw new ExpressionFailure(
    `reflect: call of reflect.Value.${isMap ? 'Index on map' : `Len on ${typeOf(value)}`} Value`,
  );
}
