import type { PathSegment } from '@tiphys/spec';
import { JsonReading } from './json-reading.ts';
import { messageShape } from './message-shape.ts';
import { Reading } from './reading.ts';

/** One thing that is wrong with a JSON value. */
export interface JsonProblem {
  path: PathSegment[];
  message: string;
}

export interface FromJsonOptions {
  /**
   * `refuse`: a key that the type does not have, or in other letters, is a problem. `ignore`: as Go's encoding/json
   * reads, keys match in any letters and unknown ones are passed over.
   */
  unknownFields: 'refuse' | 'ignore';
}

export type FromJsonResult<T> = { ok: true; message: T } | { ok: false; problems: JsonProblem[] };

/**
 * Argo's JSON as a message, with the liberties that Argo's types take: numbers and booleans where a text is meant
 * (AnyString), `apiVersion` and `kind` where the message has none, null for what is not there.
 *
 * @param typeName full name of the message's type; T is ts-proto's interface of that name.
 * @returns the message, or what is wrong (at most a hundred problems), in the order of the JSON.
 */
export function fromArgoJson<T extends object>(
  typeName: string,
  json: unknown,
  options: FromJsonOptions,
): FromJsonResult<T> {
  const reading = new Reading(options.unknownFields === 'refuse');
  const message = new JsonReading(reading).message(messageShape(typeName), json);
  if (message === undefined || reading.problems.length > 0) return { ok: false, problems: reading.problems };
  return { ok: true, message: message as T };
}
