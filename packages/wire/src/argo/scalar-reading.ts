import { numberText } from '@tiphys/spec';
import type { FieldShape, ScalarKind } from './message-shape.ts';
import { kindOf, type Reading } from './reading.ts';

const INTEGERS: ReadonlyMap<ScalarKind | 'message', { least: number; most: number }> = new Map([
  ['int32', { least: -(2 ** 31), most: 2 ** 31 - 1 }],
  ['uint32', { least: 0, most: 2 ** 32 - 1 }],
  // Beyond these JavaScript's numbers are not exact, and nothing of Argo's comes near.
  ['int64', { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER }],
  ['uint64', { least: 0, most: Number.MAX_SAFE_INTEGER }],
]);

/** A scalar from JSON; null is its zero, as in Go. Undefined after a problem. */
export function readScalar(reading: Reading, field: FieldShape, json: unknown): unknown {
  if (field.anyString) return readAnyString(reading, json);
  switch (field.kind) {
    case 'string':
      if (json === null) return '';
      return typeof json === 'string' ? json : reading.problem(`must be a string, not ${kindOf(json)}`);
    case 'bool':
      if (json === null) return false;
      return typeof json === 'boolean' ? json : reading.problem(`must be true or false, not ${kindOf(json)}`);
    case 'bytes':
      return readBytes(reading, json);
    default:
      return readNumber(reading, field, json);
  }
}

/**
 * Argo's AnyString: any scalar, as text. Go's decoder takes an object or a list for an empty text without a word;
 * that holds where unknown fields are ignored, and elsewhere it is a problem.
 */
function readAnyString(reading: Reading, json: unknown): string | undefined {
  if (typeof json === 'string') return json;
  if (typeof json === 'number') return numberText(json);
  if (typeof json === 'boolean') return String(json);
  if (json === null || !reading.strict) return '';
  return reading.problem(`must be a string, a number or a boolean, not ${kindOf(json)}`);
}

function readBytes(reading: Reading, json: unknown): Buffer | undefined {
  if (json === null) return Buffer.alloc(0);
  if (typeof json !== 'string') return reading.problem(`must be a string of base64, not ${kindOf(json)}`);
  const bytes = Buffer.from(json, 'base64');
  return bytes.toString('base64') === json ? bytes : reading.problem('is not base64');
}

function readNumber(reading: Reading, field: FieldShape, json: unknown): number | undefined {
  if (json === null) return 0;
  if (typeof json !== 'number') return reading.problem(`must be a number, not ${kindOf(json)}`);
  const range = INTEGERS.get(field.kind);
  if (range === undefined) return json;
  if (!Number.isInteger(json)) return reading.problem('must be a whole number');
  if (json < range.least || json > range.most) return reading.problem(`is out of the range of ${field.kind}`);
  return json;
}
