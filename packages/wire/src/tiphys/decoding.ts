import { WireError } from '../wire-error.ts';

/** A reason against the bytes; `decoding` says of which message. */
class Malformed extends Error {}

/**
 * Runs a decoder.
 *
 * @throws WireError naming the message, whatever the decoder stumbled over.
 */
export function decoding<T>(messageType: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Malformed) throw new WireError(messageType, error.message, { cause: error.cause });
    const reason = error instanceof Error ? error.message : String(error);
    throw new WireError(messageType, reason, { cause: error });
  }
}

/** A field that proto3 cannot call required, and that is. */
export function required<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new Malformed(`${field} is missing`);
  return value;
}

/** The texts that a field may hold. */
export interface ClosedSet<T extends string> {
  has(value: string): boolean;
  /** Only for its type. */
  readonly member?: T;
}

/** The compiler sees that no member is missing. */
export function closedSet<T extends string>(members: Record<T, true>): ClosedSet<T> {
  return new Set(Object.keys(members));
}

export function oneOf<T extends string>(set: ClosedSet<T>, value: string, field: string): T {
  if (!set.has(value))
    throw new Malformed(`${field} is ${JSON.stringify(value)}, which this version does not know`);
  return value as T;
}

/** Leaves out what is not there, so that a decoded value has exactly the members it was written with. */
export function withoutUndefined<T extends object>(value: T): T {
  for (const key of Object.keys(value) as (keyof T)[]) if (value[key] === undefined) delete value[key];
  return value;
}

export function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value), 'utf8');
}

/** The value is as its writer left it: the engine's own, so its shape is not checked again. */
export function parseJsonBytes<T>(bytes: Uint8Array, field: string): T {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as T;
  } catch (error) {
    const malformed = new Malformed(`${field} is not JSON`);
    malformed.cause = error;
    throw malformed;
  }
}
