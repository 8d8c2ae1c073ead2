/** What a key holds that a semaphore has its limit from; Argo's tests let one in at a time. */
const LIMIT = '1';
/** What any other key holds. */
const VALUE = 'hello world';
/** What is the same repository as the default, under the name that a manifest gives it. */
const BUILT_IN_REPOSITORY = '{}';

/**
 * The ConfigMaps that a manifest refers to, with values that make sense there: the corpus names what a row needs, not
 * what is in it. A reference with a default beside it is left unfulfilled: that is what such a row is about.
 *
 * @returns data by name.
 */
export function neededConfigMaps(manifest: unknown): Map<string, Map<string, string>> {
  const maps = new Map<string, Map<string, string>>();
  const put = (name: unknown, key: unknown, value: string): void => {
    if (typeof name !== 'string' || typeof key !== 'string' || `${name}${key}`.includes('{{')) return;
    const data = maps.get(name) ?? new Map<string, string>();
    maps.set(name, data.set(key, value));
  };
  walk(manifest, (holder, parent) => {
    const reference = fieldsOf(holder.configMapKeyRef);
    if (reference !== undefined && holder.default === undefined && parent?.default === undefined) {
      put(reference.name, reference.key, isSemaphore(parent) ? LIMIT : VALUE);
    }
    const repository = fieldsOf(holder.artifactRepositoryRef);
    if (repository !== undefined) {
      put(repository.configMap ?? 'artifact-repositories', repository.key, BUILT_IN_REPOSITORY);
    }
  });
  return maps;
}

type Fields = Record<string, unknown>;

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** A semaphore stands in a list of them, or under its own name. */
function isSemaphore(parent: Fields | undefined): boolean {
  return parent !== undefined && ('semaphores' in parent || 'semaphore' in parent);
}

function walk(
  value: unknown,
  visit: (holder: Fields, parent: Fields | undefined) => void,
  parent?: Fields,
): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit, parent);
    return;
  }
  const fields = fieldsOf(value);
  if (fields === undefined) return;
  visit(fields, parent);
  for (const item of Object.values(fields)) walk(item, visit, fields);
}
