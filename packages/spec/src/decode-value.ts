import { numberText } from './any-string.ts';
import type { Decoding } from './decoding.ts';
import type { Field, FieldType, ObjectType } from './fields/field.ts';
import type { PathSegment } from './problem.ts';
import { quoted } from './problem.ts';
import { isQuantity } from './quantity.ts';
import { closestName } from './suggestion.ts';
import { isTimeText } from './time-text.ts';

/**
 * Reads a value of a type. The depth is that of the type, so this may recurse.
 *
 * @returns undefined where the value is refused; the problem has been noted.
 */
export function decodeValue(
  decoding: Decoding,
  value: unknown,
  type: FieldType,
  path: PathSegment[],
): unknown {
  switch (type.kind) {
    case 'text':
      return typeof value === 'string' ? value : mismatch(decoding, path, type, value);
    case 'anyText':
      return scalarText(value) ?? mismatch(decoding, path, type, value);
    case 'quantity':
      return decodeQuantity(decoding, value, path);
    case 'boolean':
      return typeof value === 'boolean' ? value : mismatch(decoding, path, type, value);
    case 'integerOrText':
      return typeof value === 'string' || isIntegerOf(value, 32)
        ? value
        : mismatch(decoding, path, type, value);
    case 'integer':
      return isIntegerOf(value, type.bits) ? value : mismatch(decoding, path, type, value);
    case 'time':
      return decodeTime(decoding, value, path);
    case 'list':
      return decodeList(decoding, value, type, path);
    case 'map':
      return decodeMap(decoding, value, type, path);
    case 'object':
      return isMap(value)
        ? decodeObject(decoding, value, type.type, path)
        : mismatch(decoding, path, type, value);
    case 'json':
    case 'raw':
      return value;
  }
}

const MAX_INT32 = 2_147_483_647;

function isIntegerOf(value: unknown, bits: 32 | 64): boolean {
  if (!Number.isSafeInteger(value)) return false;
  const number = value as number;
  return bits === 64 || (number >= -MAX_INT32 - 1 && number <= MAX_INT32);
}

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'boolean' ? String(value) : undefined;
}

function decodeQuantity(decoding: Decoding, value: unknown, path: PathSegment[]): string | undefined {
  const text = typeof value === 'number' ? numberText(value) : value;
  if (typeof text === 'string' && isQuantity(text)) return text;
  return decoding.error(
    path,
    `quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$': ${typeof text === 'string' ? quoted(text) : whatIs(value)} is none`,
  );
}

function decodeTime(decoding: Decoding, value: unknown, path: PathSegment[]): string | undefined {
  if (typeof value !== 'string') return mismatch(decoding, path, { kind: 'time' }, value);
  if (isTimeText(value)) return value;
  const format = '"2006-01-02T15:04:05Z07:00"';
  const at = /^\d{4}/.test(value) ? '' : `: cannot parse ${quoted(value)} as "2006"`;
  return decoding.error(path, `parsing time ${quoted(value)} as ${format}${at}`);
}

function decodeList(
  decoding: Decoding,
  value: unknown,
  type: FieldType & { kind: 'list' },
  path: PathSegment[],
): unknown[] | undefined {
  if (!Array.isArray(value)) return mismatch(decoding, path, type, value);
  return value.map((item, index) =>
    isNothing(item) ? zeroOf(decoding, type.item) : decodeValue(decoding, item, type.item, [...path, index]),
  );
}

function decodeMap(
  decoding: Decoding,
  value: unknown,
  type: FieldType & { kind: 'map' },
  path: PathSegment[],
): Record<string, unknown> | undefined {
  if (!isMap(value)) return mismatch(decoding, path, type, value);
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, item] of Object.entries(value)) {
    const inside = [...path, key];
    if (type.keys !== undefined && !type.keys.has(key)) {
      decoding.error(inside, `not supported yet (only ${[...type.keys].join(' and ')})`);
    } else {
      map[key] = isNothing(item)
        ? zeroOf(decoding, type.value)
        : decodeValue(decoding, item, type.value, inside);
    }
  }
  return map;
}

/** What Go's decoder leaves where a list or map holds a null. */
function zeroOf(decoding: Decoding, type: FieldType): unknown {
  switch (type.kind) {
    case 'text':
    case 'anyText':
    case 'time':
      return '';
    case 'quantity':
      return '0';
    case 'boolean':
      return false;
    case 'integer':
    case 'integerOrText':
      return 0;
    case 'list':
      return [];
    case 'map':
      return Object.create(null);
    case 'object':
      return decodeObject(decoding, {}, type.type, []);
    case 'json':
    case 'raw':
      return null;
  }
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Fields that are null are left out, as Go's decoder leaves them. */
function decodeObject(
  decoding: Decoding,
  value: Readonly<Record<string, unknown>>,
  type: ObjectType,
  path: PathSegment[],
): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const inside = [...path, name];
    const field = type.fields.get(name);
    if (field === undefined) decoding.unknown(inside, type, suggestion(name, type));
    else if (field.support === 'refused' && !hasNoEffect(item)) decoding.error(inside, field.reason);
    else if (isNothing(item)) continue;
    else if (field.support === 'ignored') {
      decoding.within(type, field, () => checkIgnored(decoding, item, field.type, inside));
    } else if (field.support === 'honoured') {
      const decoded = decoding.within(type, field, () => decodeValue(decoding, item, field.type, inside));
      if (!isEmptyStruct(field, decoded)) result[name] = decoded;
    }
  }
  for (const field of type.fields.values()) {
    if (field.support === 'honoured' && field.missing !== undefined && result[field.name] === undefined) {
      result[field.name] =
        field.type.kind === 'object' ? zeroOf(decoding, field.type) : structuredEmpty(field.missing);
    }
  }
  return result;
}

/** What is dropped has to be readable all the same; but of what the server makes itself nobody asks that. */
function checkIgnored(decoding: Decoding, value: unknown, type: FieldType, path: PathSegment[]): void {
  if (type.kind !== 'object') decodeValue(decoding, value, type, path);
}

/** A fresh copy of a default that is no object: a text, a number or an empty list. */
function structuredEmpty(missing: unknown): unknown {
  return Array.isArray(missing) ? [] : missing;
}

/** Argo writes `inputs: {}` and the like where there are none. */
function isEmptyStruct(field: Field, decoded: unknown): boolean {
  return (
    field.support === 'honoured' &&
    field.type.kind === 'object' &&
    field.always !== undefined &&
    isMap(decoded) &&
    Object.keys(decoded).length === 0
  );
}

/** Whether a refused field says nothing: Go's encoders write such values for fields that are not set. */
function hasNoEffect(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}

function suggestion(name: string, type: ObjectType): string {
  const meant = closestName(name, type.fields.keys());
  return meant === undefined ? '' : ` (did you mean ${quoted(meant)}?)`;
}

function mismatch(decoding: Decoding, path: PathSegment[], type: FieldType, value: unknown): undefined {
  const advice =
    type.kind === 'text' && (typeof value === 'number' || typeof value === 'boolean') ? ': quote it' : '';
  return decoding.mismatch(path, type, value, `expected ${expected(type)}, got ${whatIs(value)}${advice}`);
}

function expected(type: FieldType): string {
  return type.kind === 'object' ? `${article(type.type.noun)} (a map)` : article(nounOf(type));
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function nounOf(type: FieldType): string {
  switch (type.kind) {
    case 'text':
      return 'text';
    case 'anyText':
      return 'text, number or boolean';
    case 'quantity':
      return 'quantity (a text or number)';
    case 'boolean':
      return 'boolean';
    case 'list':
      return `list of ${pluralOf(type.item)}`;
    case 'map':
      return 'map';
    case 'object':
      return type.type.noun;
    case 'integerOrText':
      return 'integer or text';
    case 'integer':
      return type.bits === 32 ? '32-bit integer' : 'integer';
    case 'time':
      return 'time (RFC 3339)';
    case 'json':
    case 'raw':
      return 'value';
  }
}

function pluralOf(type: FieldType): string {
  switch (type.kind) {
    case 'text':
      return 'texts';
    case 'anyText':
      return 'texts, numbers or booleans';
    case 'list':
      return `lists of ${pluralOf(type.item)}`;
    case 'object':
      return type.type.plural;
    default:
      return `${nounOf(type)}s`;
  }
}

/** What a value is, in the words of the messages. */
export function whatIs(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null)';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return `the boolean ${value}`;
    default:
      return 'a map';
  }
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
