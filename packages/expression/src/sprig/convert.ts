import { fromUtf8, utf8 } from '../go/go-bytes.ts';
import { formatValue } from '../go/go-format.ts';
import { parseFloat64, parseIntLiteral, truncateToInt } from '../go/go-number.ts';
import { AnyKeyMap, EnvironmentMap, GoFunction, GoTime, type GoValue } from '../go/go-value.ts';
import { ExpressionFailure } from '../result.ts';

/** cast.ToInt64: what is no number is 0; texts may have a prefix (`0x`) or zeros behind a point (`1.00`). */
export function castInt(value: GoValue | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return truncateToInt(value);
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? (parseIntLiteral(value.replace(/\.0+$/, '')) ?? 0n) : 0n;
}

/** cast.ToFloat64: what is no number is 0. */
export function castFloat(value: GoValue | undefined): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'string' ? (parseFloat64(value) ?? 0) : 0;
}

/** sprig's strval. */
export function toText(value: GoValue | undefined): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? fromUtf8(value) : formatValue(value ?? null);
}

/** sprig's strslice: the texts of a list's elements, without nil; another value is a list of one. */
export function toTexts(value: GoValue | undefined): string[] {
  if (value === null || value === undefined) return [];
  const items = value instanceof Uint8Array ? Array.from(value, (byte) => BigInt(byte)) : value;
  if (!Array.isArray(items)) return [toText(items)];
  return items.filter((item) => item !== null).map(toText);
}

/** The elements of a list. */
export function listOf(value: GoValue | undefined, refusal: (kind: string) => string): GoValue[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => BigInt(byte));
  if (value === null || value === undefined) {
    throw new ExpressionFailure('runtime error: invalid memory address or nil pointer dereference');
  }
  throw new ExpressionFailure(refusal(kindOf(value)));
}

/** reflect's kind. */
export function kindOf(value: GoValue): string {
  if (value === null) return 'invalid';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'float64';
  if (Array.isArray(value) || value instanceof Uint8Array) return 'slice';
  if (value instanceof Map || value instanceof EnvironmentMap || value instanceof AnyKeyMap) return 'map';
  if (value instanceof GoFunction) return 'func';
  return value instanceof GoTime ? 'struct' : 'int64';
}

/** sprig's empty: the zero value of its type, or nothing in it. */
export function isEmpty(value: GoValue | undefined): boolean {
  if (value === null || value === undefined || value === false || value === '') return true;
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value) === 0;
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length === 0;
  if (value instanceof EnvironmentMap) return value.toMap().size === 0;
  return value instanceof Map && value.size === 0;
}

/** An argument whose type has been checked. */
export function text(value: GoValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** An int that has been checked, as a number that JavaScript counts with. */
export function count(value: GoValue | undefined): number {
  return typeof value === 'bigint' ? Number(value) : 0;
}

/** A map that has been checked. */
export function mapOf(value: GoValue | undefined): Map<string, GoValue> {
  if (value instanceof EnvironmentMap) return value.toMap();
  return value instanceof Map ? value : new Map();
}

/*
 * Some functions cut texts between bytes. They work on binary texts: one character for each byte.
 */

export function toBinary(value: string): string {
  return Array.from(utf8(value), (byte) => String.fromCharCode(byte)).join('');
}

export function fromBinary(binary: string): string {
  return fromUtf8(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}
