import { type MessageObject, type MessageShape, messageShape, onlyField } from './message-shape.ts';
import { canonicalQuantity } from './quantity-text.ts';
import { isObject, kindOf, type Reading } from './reading.ts';
import { parseTime } from './time-text.ts';

/** A message that is not written as an object of its fields. Undefined after a problem. */
export function readForm(reading: Reading, shape: MessageShape, json: unknown): MessageObject | undefined {
  switch (shape.form) {
    case 'time':
      return readTime(reading, json, false);
    case 'microTime':
      return readTime(reading, json, true);
    case 'intOrString':
      return readIntOrString(reading, json);
    case 'quantity':
      return readQuantity(reading, shape, json);
    case 'amount':
      return readAmount(reading, shape, json);
    case 'rawBytes':
      return { [onlyField(shape).property]: rawBytes(json) };
    case 'plugin':
      return readPlugin(reading, shape, json);
    default:
      throw new Error(`${shape.name} has no form of its own`);
  }
}

function readTime(reading: Reading, json: unknown, micros: boolean): MessageObject | undefined {
  if (json === null) return {};
  const time = typeof json === 'string' ? parseTime(json) : undefined;
  if (time === undefined) return reading.problem('must be a time such as 2024-05-06T07:08:09Z');
  return { seconds: time.seconds, nanos: micros ? time.nanos - (time.nanos % 1000) : 0 };
}

function readIntOrString(reading: Reading, json: unknown): MessageObject | undefined {
  if (json === null) return { type: 0, intVal: 0, strVal: '' };
  if (typeof json === 'string') return { type: 1, intVal: 0, strVal: json };
  if (typeof json !== 'number') return reading.problem(`must be a number or a string, not ${kindOf(json)}`);
  // Bitwise operators make 32 bit integers: whatever they change is none.
  if ((json | 0) !== json) return reading.problem('must be a whole number of 32 bits');
  return { type: 0, intVal: json, strVal: '' };
}

function readQuantity(reading: Reading, shape: MessageShape, json: unknown): MessageObject | undefined {
  const field = onlyField(shape).property;
  if (json === null || json === '') return { [field]: '0' };
  const text = typeof json === 'number' ? String(json) : json;
  const quantity = typeof text === 'string' ? canonicalQuantity(text) : undefined;
  return quantity === undefined
    ? reading.problem('must be a quantity such as 500m or 64Mi')
    : { [field]: quantity };
}

function readAmount(reading: Reading, shape: MessageShape, json: unknown): MessageObject | undefined {
  const field = onlyField(shape).property;
  if (json === null) return { [field]: '' };
  return typeof json === 'number'
    ? { [field]: String(json) }
    : reading.problem(`must be a number, not ${kindOf(json)}`);
}

/** Argo's Plugin is an object with one key, the plugin's name (Plugin.UnmarshalJSON). */
function readPlugin(reading: Reading, shape: MessageShape, json: unknown): MessageObject | undefined {
  if (!isObject(json)) return reading.problem(`must be an object, not ${kindOf(json)}`);
  const keys = Object.keys(json).length;
  if (keys !== 1) return reading.problem(`must have one key, the plugin's name, and has ${keys}`);
  const field = onlyField(shape);
  const inner = messageShape(field.type);
  return { [field.property]: { [onlyField(inner).property]: rawBytes(json) } };
}

function rawBytes(json: unknown): Buffer {
  return Buffer.from(JSON.stringify(json), 'utf8');
}
