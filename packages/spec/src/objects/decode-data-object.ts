import { decodeValue, isMap, whatIs } from '../decode-value.ts';
import { Decoding } from '../decoding.ts';
import { type ObjectType, object } from '../fields/field.ts';
import { configMap, secret } from '../fields/kubernetes-object-fields.ts';
import { type Problem, quoted } from '../problem.ts';
import type { ConfigMap, Secret } from '../types/kubernetes-objects.ts';
import { encodeBase64 } from '../yaml/base64.ts';
import { base64Length, dataKeyProblem, isObjectName, MAX_DATA_BYTES, utf8Length } from './object-limits.ts';

export type ObjectResult<T> = { ok: true; object: T } | { ok: false; problems: Problem[] };

/** A manifest as plain data -> a ConfigMap as Kubernetes would take it. Names every problem with its path. */
export function decodeConfigMap(value: unknown): ObjectResult<ConfigMap> {
  const decoding = new Decoding();
  const decoded = decodeObject<ConfigMap>(decoding, value, configMap, 'ConfigMap');
  if (decoded === undefined) return { ok: false, problems: decoding.problems };
  checkName(decoding, decoded.metadata.name);
  const { data = {}, binaryData = {} } = decoded;
  let bytes = 0;
  for (const [key, text] of Object.entries(data))
    bytes += checkEntry(decoding, 'data', key, utf8Length(text));
  for (const [key, text] of Object.entries(binaryData)) {
    bytes += checkEntry(decoding, 'binaryData', key, base64Length(text));
    if (Object.hasOwn(data, key)) decoding.error(['binaryData', key], 'the key is in data, too');
  }
  return finish(decoding, bytes, decoded);
}

/**
 * The same for a Secret; its `stringData` has been taken over into `data`. Problems name keys, never what they hold.
 */
export function decodeSecret(value: unknown): ObjectResult<Secret> {
  const decoding = new Decoding();
  const decoded = decodeObject<Secret>(decoding, value, secret, 'Secret');
  if (decoded === undefined) return { ok: false, problems: decoding.problems };
  checkName(decoding, decoded.metadata.name);
  const { data = {}, stringData = {}, ...rest } = decoded;
  let bytes = 0;
  const merged: Record<string, string> = Object.create(null);
  for (const [key, text] of Object.entries(data)) {
    bytes += checkEntry(decoding, 'data', key, base64Length(text));
    merged[key] = text.replaceAll(/[\r\n]/g, '');
  }
  for (const [key, text] of Object.entries(stringData)) {
    bytes += checkEntry(decoding, 'stringData', key, utf8Length(text));
    merged[key] = encodeBase64(text);
  }
  return finish(decoding, bytes, { type: 'Opaque', ...rest, data: merged });
}

/** The texts of a ConfigMap: what parameters and limits may be read from. */
export function configMapTexts({ data }: ConfigMap): ReadonlyMap<string, string> {
  return new Map(Object.entries(data ?? {}));
}

function decodeObject<T>(decoding: Decoding, value: unknown, type: ObjectType, kind: string): T | undefined {
  if (!isMap(value)) return decoding.error([], `expected a ${kind} (a map), got ${whatIs(value)}`);
  const said = value.kind ?? '';
  if (said !== '' && said !== kind) decoding.error(['kind'], `expected ${quoted(kind)}`);
  const version = value.apiVersion ?? '';
  if (version !== '' && version !== 'v1') decoding.error(['apiVersion'], 'expected "v1"');
  const decoded = decodeValue(decoding, value, object(type), []);
  return decoding.problems.length > 0 ? undefined : (decoded as T);
}

function checkName(decoding: Decoding, name: string | undefined): void {
  if ((name ?? '') === '') decoding.error(['metadata', 'name'], 'a name is required');
  else if (!isObjectName(name ?? '')) {
    decoding.error(
      ['metadata', 'name'],
      `${quoted(name ?? '')} is no legal name: lower case letters, digits, '-' and '.', at most 253`,
    );
  }
}

/** @returns how many bytes the entry has. */
function checkEntry(decoding: Decoding, field: string, key: string, bytes: number | undefined): number {
  const problem = dataKeyProblem(key);
  if (problem !== undefined) decoding.error([field, key], problem);
  if (bytes === undefined) decoding.error([field, key], 'is no base64');
  return bytes ?? 0;
}

function finish<T extends object>(decoding: Decoding, bytes: number, decoded: T): ObjectResult<T> {
  if (bytes > MAX_DATA_BYTES) {
    decoding.error([], `has ${bytes} bytes of data, at most ${MAX_DATA_BYTES} are taken`);
  }
  if (decoding.problems.length > 0) return { ok: false, problems: decoding.problems };
  return { ok: true, object: decoded };
}
