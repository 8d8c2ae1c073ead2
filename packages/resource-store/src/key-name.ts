import type { ResourceKey } from './resource-store.ts';

/** An object's key in words, for errors and logs: `ConfigMap argo/limits`. */
export function keyName({ kind, namespace, name }: ResourceKey): string {
  return namespace === '' ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The order of lists: namespace, then name, as Go compares texts. */
export function compareKeys(a: ResourceKey, b: ResourceKey): number {
  return compare(a.namespace, b.namespace) || compare(a.name, b.name);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
