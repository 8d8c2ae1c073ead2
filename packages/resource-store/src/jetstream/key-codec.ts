import type { ResourceKey, ResourceKind } from '../resource-store.ts';
import { BUCKET } from './bucket-connection.ts';
import { decodeKeyToken, encodeKeyToken } from './subject-token.ts';

const SUBJECT_PREFIX = `$KV.${BUCKET}.`;

/** `<kind>.<namespace>.<name>` */
export function keyOf({ kind, namespace, name }: ResourceKey): string {
  return `${kind}.${encodeKeyToken(namespace)}.${encodeKeyToken(name)}`;
}

/** The keys of a kind, of one namespace or of all. */
export function patternOf(kind: ResourceKind, namespace: string | undefined): string {
  return `${kind}.${namespace === undefined ? '*' : encodeKeyToken(namespace)}.*`;
}

export function subjectOf(key: string): string {
  return SUBJECT_PREFIX + key;
}

/** Undefined where the subject is none of ours, or was written by a version that knows more kinds of keys. */
export function resourceKeyOf(subject: string): ResourceKey | undefined {
  if (!subject.startsWith(SUBJECT_PREFIX)) return undefined;
  const [kind = '', namespace, name, ...rest] = subject.slice(SUBJECT_PREFIX.length).split('.');
  if (namespace === undefined || name === undefined || rest.length > 0) return undefined;
  return { kind: kind as ResourceKind, namespace: decodeKeyToken(namespace), name: decodeKeyToken(name) };
}
