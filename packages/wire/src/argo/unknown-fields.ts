import type { PathSegment } from '@tiphys/spec';
import { type FieldShape, type MessageObject, type MessageShape, messageShape } from './message-shape.ts';

/** A field on the wire that the message's type does not have. */
export interface UnknownField {
  /** Path of the message that holds it, in Argo's JSON names. */
  path: PathSegment[];
  number: number;
}

/** All fields of a decoded message, and of the messages in it, that came over the wire and have no name. */
export function unknownFieldsOf(typeName: string, message: object): UnknownField[] {
  const found: UnknownField[] = [];
  collect(messageShape(typeName), message as MessageObject, [], found);
  return found;
}

function collect(
  shape: MessageShape,
  message: MessageObject,
  path: PathSegment[],
  found: UnknownField[],
): void {
  // ts-proto keeps them under their tags: the number, and the wire type in the lowest three bits.
  const numbers = Object.keys(message._unknownFields ?? {}).map((tag) => Number(tag) >>> 3);
  for (const number of new Set(numbers)) found.push({ path, number });
  for (const field of shape.fields) {
    if (field.kind === 'message') collectField(shape, field, message[field.property], path, found);
  }
}

function collectField(
  owner: MessageShape,
  field: FieldShape,
  value: unknown,
  path: PathSegment[],
  found: UnknownField[],
): void {
  if (value === undefined) return;
  const shape = messageShape(field.type);
  // What a form holds stands in JSON where the form itself does.
  const here = field.inline || owner.form !== 'fields' ? path : [...path, field.json];
  if (field.holds === 'one') collect(shape, value as MessageObject, here, found);
  else {
    for (const [key, item] of (value as MessageObject[] | Map<string, MessageObject>).entries()) {
      collect(shape, item, [...here, key], found);
    }
  }
}
