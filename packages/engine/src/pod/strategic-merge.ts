/** By which field Kubernetes recognises the items of a list (patchMergeKey in k8s.io/api/core/v1); others are replaced. */
const MERGE_KEYS: ReadonlyMap<string, string> = new Map([
  ['containers', 'name'],
  ['initContainers', 'name'],
  ['volumes', 'name'],
  ['env', 'name'],
  ['imagePullSecrets', 'name'],
  ['volumeMounts', 'mountPath'],
  ['hostAliases', 'ip'],
  ['ports', 'containerPort'],
]);

const DIRECTIVE = '$patch';
const RETAIN = '$retainKeys';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Kubernetes' strategic merge of a patch into a pod (k8s.io/apimachinery/pkg/util/strategicpatch): maps are merged,
 * lists with a merge key item by item, everything else is replaced; null removes. `$patch: delete`, `$patch: replace`
 * and `$retainKeys` are understood. Neither value is changed; the result's maps have no prototype.
 */
export function strategicMerge(original: unknown, patch: unknown, field = ''): unknown {
  const key = MERGE_KEYS.get(field);
  if (Array.isArray(patch)) {
    if (key === undefined || !Array.isArray(original)) return patch.filter(isKept);
    return mergeLists(original, patch, key);
  }
  if (!isMap(patch)) return patch;
  if (!isMap(original) || patch[DIRECTIVE] === 'replace') return mergeMaps({}, patch);
  return mergeMaps(original, patch);
}

function mergeMaps(original: Fields, patch: Fields): Record<string, unknown> {
  const result: Record<string, unknown> = Object.assign(Object.create(null), original);
  for (const [name, value] of Object.entries(patch)) {
    if (name === DIRECTIVE || name === RETAIN || name.startsWith('$setElementOrder/')) continue;
    if (value === null) delete result[name];
    else if (isMap(value) && value[DIRECTIVE] === 'delete') delete result[name];
    else result[name] = strategicMerge(result[name], value, name);
  }
  const retained = patch[RETAIN];
  if (!Array.isArray(retained)) return result;
  return Object.fromEntries(Object.entries(result).filter(([name]) => retained.includes(name)));
}

function mergeLists(original: readonly unknown[], patch: readonly unknown[], key: string): unknown[] {
  if (patch.some((item) => isMap(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => isKept(item) && !(isMap(item) && item[DIRECTIVE] === 'replace'));
  }
  const result = [...original];
  for (const item of patch) {
    const at = isMap(item) ? result.findIndex((known) => isMap(known) && known[key] === item[key]) : -1;
    if (!isKept(item)) {
      if (at >= 0) result.splice(at, 1);
    } else if (at < 0) result.push(strategicMerge(undefined, item));
    else result[at] = strategicMerge(result[at], item);
  }
  return result;
}

function isKept(item: unknown): boolean {
  return !(isMap(item) && item[DIRECTIVE] === 'delete');
}

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
