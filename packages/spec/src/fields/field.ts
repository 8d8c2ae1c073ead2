/** What a field holds, as far as it is honoured. */
export type FieldType =
  | { kind: 'text' }
  /** Argo's AnyString: a text, number or boolean, kept as a text. */
  | { kind: 'anyText' }
  /** A text, or a number, that Kubernetes reads as a quantity: `500m`, `64Mi`. */
  | { kind: 'quantity' }
  /** `unset` where Go has a pointer: then false is not the same as nothing. */
  | { kind: 'boolean'; unset: boolean }
  /** Kubernetes' IntOrString: an integer of 32 bits or a text, kept as it is. */
  | { kind: 'integerOrText' }
  /** Go's int32, or its int64 as far as numbers hold it exactly. Nothing is not the same as 0. */
  | { kind: 'integer'; bits: 32 | 64 }
  /** A point in time, as a text of RFC 3339. */
  | { kind: 'time' }
  /** Any value. */
  | { kind: 'json' }
  /** Kept out of manifests, and written out as it is. */
  | { kind: 'raw' }
  | { kind: 'list'; item: FieldType }
  /** Keys that users choose. */
  | { kind: 'map'; value: FieldType; keys?: ReadonlySet<string> }
  | { kind: 'object'; type: ObjectType };

export interface HonouredField {
  support: 'honoured';
  name: string;
  type: FieldType;
  /** What Argo writes where the field is empty; without it an empty field is left out. */
  always?: unknown;
  /** What stands for the field where a manifest leaves it out; without it nothing does. */
  missing?: unknown;
  /** What becomes of it where there is no Kubernetes; without it the field means what it means in Argo. */
  how?: string;
}

/** The server sets it; what a manifest says there is dropped, as Argo's server drops it. */
export interface IgnoredField {
  support: 'ignored';
  name: string;
  type: FieldType;
  always?: unknown;
}

export interface RefusedField {
  support: 'refused';
  name: string;
  /** Completes `spec.templates[2].http: …`. */
  reason: string;
  /** Where the server can set the field all the same: what it holds then. */
  written?: FieldType;
}

export type Field = HonouredField | IgnoredField | RefusedField;

/** One of Argo's object types with every field that Argo 4.1.2 knows, in the order in which Argo writes them. */
export interface ObjectType {
  /** The name of its protobuf message. */
  argoName: string;
  /** For messages: `a list of steps`. */
  noun: string;
  plural: string;
  fields: ReadonlyMap<string, Field>;
}

export function objectType(argoName: string, noun: string, fields: readonly Field[]): ObjectType {
  return { argoName, noun, plural: `${noun}s`, fields: new Map(fields.map((field) => [field.name, field])) };
}

export const text: FieldType = { kind: 'text' };
export const anyText: FieldType = { kind: 'anyText' };
export const quantity: FieldType = { kind: 'quantity' };
export const integerOrText: FieldType = { kind: 'integerOrText' };
export const integer: FieldType = { kind: 'integer', bits: 64 };
export const int32: FieldType = { kind: 'integer', bits: 32 };
export const time: FieldType = { kind: 'time' };
export const json: FieldType = { kind: 'json' };
/** False is the same as nothing. */
export const flag: FieldType = { kind: 'boolean', unset: false };
export const optionalFlag: FieldType = { kind: 'boolean', unset: true };
export const raw: FieldType = { kind: 'raw' };

export function list(item: FieldType): FieldType {
  return { kind: 'list', item };
}

/** @param keys the keys that are honoured; without it all are. */
export function map(value: FieldType, keys?: readonly string[]): FieldType {
  return { kind: 'map', value, ...(keys === undefined ? {} : { keys: new Set(keys) }) };
}

export function object(type: ObjectType): FieldType {
  return { kind: 'object', type };
}

/** Of a type that is told of further down, or that holds itself. */
export function lazyObject(type: () => ObjectType): FieldType {
  return {
    kind: 'object',
    get type() {
      return type();
    },
  };
}

export function honoured(
  name: string,
  type: FieldType,
  options: { always?: unknown; missing?: unknown } = {},
): HonouredField {
  return { support: 'honoured', name, type, ...options };
}

/**
 * Read, kept and written as Argo does, with a meaning of its own here or none that is missed.
 *
 * @param how completes `emulated: `name` (…)`.
 */
export function emulated(
  name: string,
  type: FieldType,
  how: string,
  options: { always?: unknown; missing?: unknown } = {},
): HonouredField {
  return { support: 'honoured', name, type, how, ...options };
}

export function setByServer(name: string, type: FieldType = raw, always?: unknown): IgnoredField {
  return { support: 'ignored', name, type, ...(always === undefined ? {} : { always }) };
}

export const NOT_YET = 'not supported yet';

export function notYet(...names: string[]): RefusedField[] {
  return names.map((name) => ({ support: 'refused', name, reason: NOT_YET }));
}

/** @param why completes `needs Kubernetes: …`. */
export function needsKubernetes(why: string, ...names: string[]): RefusedField[] {
  return names.map((name) => ({ support: 'refused', name, reason: `needs Kubernetes: ${why}` }));
}

export function refused(name: string, reason: string): RefusedField {
  return { support: 'refused', name, reason };
}
