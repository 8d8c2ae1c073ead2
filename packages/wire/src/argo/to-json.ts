import { WireError } from '../wire-error.ts';
import {
  type FieldShape,
  type MessageObject,
  type MessageShape,
  messageShape,
  onlyField,
} from './message-shape.ts';
import { canonicalQuantity } from './quantity-text.ts';
import { microTimeText, type Timestamp, timeText } from './time-text.ts';

/**
 * A message of Argo's or Kubernetes' as the JSON that Go's encoding/json makes of it: `omitempty` as Argo's structs
 * say it, with what they always write (`"inputs": {}`, `"startedAt": null`), 64 bit numbers as numbers.
 *
 * @param typeName full name of the message's type.
 * @throws WireError where the message holds raw JSON that is none, or a time that cannot be written.
 */
export function toArgoJson(typeName: string, message: object): unknown {
  return messageToJson(messageShape(typeName), message as MessageObject);
}

function messageToJson(shape: MessageShape, message: MessageObject): unknown {
  if (shape.form !== 'fields') return formToJson(shape, message);
  const json: Record<string, unknown> = {};
  writeMembers(shape, message, json);
  return json;
}

function writeMembers(shape: MessageShape, message: MessageObject, json: Record<string, unknown>): void {
  for (const field of shape.fields) {
    const value = message[field.property];
    if (field.inline && shape.form === 'fields') {
      writeMembers(messageShape(field.type), (value ?? {}) as MessageObject, json);
      continue;
    }
    const member = memberToJson(field, value);
    if (member !== undefined) json[field.json] = member;
  }
}

/** @returns undefined where Go leaves the member out. */
function memberToJson(field: FieldShape, value: unknown): unknown {
  if (field.holds === 'list') {
    const items = (value ?? []) as unknown[];
    if (items.length === 0) return field.always ? null : undefined;
    return items.map((item) => valueToJson(field, item));
  }
  if (field.holds === 'map') {
    const entries = [...((value ?? []) as Iterable<[string, unknown]>)];
    if (entries.length === 0) return field.always ? null : undefined;
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    // Makes members of its own of whatever name, `__proto__` included.
    return Object.fromEntries(entries.map(([key, item]) => [key, valueToJson(field, item)]));
  }
  return field.kind === 'message' ? oneMessageToJson(field, value) : oneScalarToJson(field, value);
}

function oneMessageToJson(field: FieldShape, value: unknown): unknown {
  if (value === undefined && !field.always) return undefined;
  if (value === undefined && field.nullable) return null;
  const shape = messageShape(field.type);
  const json = messageToJson(shape, (value ?? {}) as MessageObject);
  // creationTimestamp is left out when zero, and its message is on the wire all the same.
  return json === null && shape.form === 'time' && !field.always ? undefined : json;
}

function oneScalarToJson(field: FieldShape, value: unknown): unknown {
  if (value === undefined) {
    if (!field.always) return undefined;
    return field.nullable ? null : zeroOf(field);
  }
  if (isZero(value) && !field.always && !field.nullable) return undefined;
  return valueToJson(field, value);
}

function valueToJson(field: FieldShape, value: unknown): unknown {
  if (field.kind === 'message') return messageToJson(messageShape(field.type), value as MessageObject);
  if (field.kind === 'bytes') return (value as Buffer).toString('base64');
  return value;
}

function zeroOf(field: FieldShape): unknown {
  if (field.kind === 'bool') return false;
  return field.kind === 'string' || field.kind === 'bytes' ? '' : 0;
}

function isZero(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length === 0;
  return value === '' || value === 0 || value === false;
}

function formToJson(shape: MessageShape, message: MessageObject): unknown {
  try {
    switch (shape.form) {
      case 'time':
        return isNoTime(message) ? null : timeText(timestamp(message));
      case 'microTime':
        return isNoTime(message) ? null : microTimeText(timestamp(message));
      case 'intOrString':
        return message.type === 1 ? (message.strVal ?? '') : (message.intVal ?? 0);
      case 'quantity':
        return canonicalQuantity(onlyText(shape, message) || '0') ?? onlyText(shape, message);
      case 'amount':
        return JSON.parse(onlyText(shape, message) || '0');
      case 'rawBytes':
        return rawToJson(onlyValue(shape, message));
      case 'plugin':
        return valueToJson(onlyField(shape), onlyValue(shape, message) ?? {});
      default:
        return memberToJson(onlyField(shape), onlyValue(shape, message)) ?? null;
    }
  } catch (error) {
    if (error instanceof WireError) throw error;
    throw new WireError(shape.name, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function rawToJson(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array) || bytes.length === 0) return null;
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
}

function onlyValue(shape: MessageShape, message: MessageObject): unknown {
  return message[onlyField(shape).property];
}

function onlyText(shape: MessageShape, message: MessageObject): string {
  return String(onlyValue(shape, message) ?? '');
}

function isNoTime({ seconds, nanos }: MessageObject): boolean {
  return (seconds ?? 0) === 0 && (nanos ?? 0) === 0;
}

function timestamp({ seconds, nanos }: MessageObject): Timestamp {
  return { seconds: Number(seconds ?? 0), nanos: Number(nanos ?? 0) };
}
