import { LIMITS_CONFIG_MAP } from '@tiphys/engine';
import { type Fields, fieldsOf, walk } from './fields.ts';

/** What a key holds that a semaphore has its limit from; Argo's tests let one in at a time. */
const LIMIT = '1';
/** What any other key holds. */
const VALUE = 'hello world';
/** Of a reference to a whole object: nobody says which keys it has. */
const ANY_KEY = 'KEY';
/** Names of what a manifest means to miss. */
const MEANT_TO_MISS = /non-?existent|not-?exist|missing|unknown/i;

export function isMeantToMiss(name: string): boolean {
  return MEANT_TO_MISS.test(name);
}

type Data = Map<string, Map<string, string>>;

export interface NeededObjects {
  /** Data by name. */
  configMaps: Data;
  secrets: Data;
}

/** What a store that rows may name asks of them. */
export interface StoreKeys {
  accessKeyId: string;
  secretAccessKey: string;
}

/**
 * The ConfigMaps and Secrets that manifests refer to, with values that make sense there: the corpus names what a row
 * needs, not what is in it. A reference with a default beside it, or one that is optional, is left unfulfilled: that
 * is what such a row is about.
 *
 * @param repository what a key holds that names an artifact repository.
 * @param missesConfigMaps the row is about parameters whose ConfigMap is not there.
 */
export function neededObjects(
  manifests: unknown,
  {
    repository,
    keys,
    missesConfigMaps = false,
  }: { repository: string; keys: StoreKeys | undefined; missesConfigMaps?: boolean },
): NeededObjects {
  const needed: NeededObjects = { configMaps: new Map(), secrets: new Map() };
  const values = parameterValues(manifests);
  const put = (data: Data, name: unknown, key: unknown, value: string): void => {
    for (const one of expanded(name, values)) {
      if (isMeantToMiss(one)) continue;
      const entry = data.get(one) ?? new Map<string, string>();
      data.set(one, entry);
      for (const each of expanded(key, values)) entry.set(each, value);
    }
  };
  walk(manifests, (fields, { name: place, around }) => {
    if (fields.optional === true || around.slice(0, 2).some((one) => one.default !== undefined)) return;
    switch (place) {
      case 'configMapKeyRef':
        if (missesConfigMaps && !isSemaphore(around)) return;
        put(needed.configMaps, fields.name, fields.key, isSemaphore(around) ? LIMIT : VALUE);
        return;
      case 'database':
        put(needed.configMaps, LIMITS_CONFIG_MAP, fields.key, LIMIT);
        return;
      case 'artifactRepositoryRef':
        put(needed.configMaps, fields.configMap ?? 'artifact-repositories', fields.key, repository);
        return;
      case 'configMapRef':
        put(needed.configMaps, fields.name, ANY_KEY, VALUE);
        return;
      case 'secretRef':
        put(needed.secrets, fields.name, ANY_KEY, VALUE);
        return;
      case 'configMap':
        putFiles(put, needed.configMaps, fields, fields.name);
        return;
      case 'secret':
        putFiles(put, needed.secrets, fields, fields.secretName ?? fields.name);
        return;
      case 'accessKeySecret':
        put(needed.secrets, fields.name, fields.key, keys?.accessKeyId ?? VALUE);
        return;
      case 'secretKeySecret':
        put(needed.secrets, fields.name, fields.key, keys?.secretAccessKey ?? VALUE);
        return;
      default:
        if (place === 'secretKeyRef' || place.endsWith('Secret')) {
          put(needed.secrets, fields.name, fields.key, VALUE);
        }
    }
  });
  return needed;
}

/** A volume of an object: its items' keys, or whatever keys others name. */
function putFiles(
  put: (data: Data, name: unknown, key: unknown, value: string) => void,
  data: Data,
  { items }: Fields,
  name: unknown,
): void {
  const keys = Array.isArray(items) ? items.map((item) => fieldsOf(item)?.key) : [ANY_KEY];
  for (const key of keys) put(data, name, key, VALUE);
}

/** A semaphore stands in a list of them, or under its own name. */
function isSemaphore([, around]: readonly Fields[]): boolean {
  return around !== undefined && ('semaphores' in around || 'semaphore' in around);
}

/** What parameters of a manifest are given, by their names. */
function parameterValues(manifests: unknown): ReadonlyMap<string, string[]> {
  const values = new Map<string, string[]>();
  walk(manifests, ({ name, value }, { name: place }) => {
    if (place !== 'parameters' || typeof name !== 'string' || value === undefined) return;
    const text = String(value);
    if (!text.includes('{{')) values.set(name, [...(values.get(name) ?? []), text]);
  });
  return values;
}

/** A name as it is, or what it becomes with the parameter that it is made of; none where that cannot be told. */
function expanded(text: unknown, values: ReadonlyMap<string, string[]>): string[] {
  if (typeof text !== 'string') return [];
  const tag = /\{\{\s*[\w.]*\.parameters\.([\w-]+)\s*\}\}/.exec(text);
  if (tag === null) return text.includes('{{') ? [] : [text];
  const [found, parameter = ''] = tag;
  return (values.get(parameter) ?? []).map((value) => text.replace(found, value));
}
