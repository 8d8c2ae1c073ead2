import { type Resource, type ResourceKey, type SealedSecret, sealData } from '@tiphys/resource-store';
import {
  type ConfigMap,
  decodeConfigMap,
  decodeSecret,
  formatPath,
  type ObjectMeta,
  type Problem,
  type Secret,
} from '@tiphys/spec';
import { ApiError } from './errors.ts';
import type { ApiPorts } from './ports.ts';
import { newUid } from './workflow-identity.ts';

export type DataKind = 'ConfigMap' | 'Secret';

/** How often a write is tried beside others. */
const WRITE_ATTEMPTS = 10;

/** An object as it is answered: of a Secret every value is null. */
export interface DataObject {
  apiVersion: 'v1';
  kind: DataKind;
  metadata: ObjectMeta;
  immutable?: boolean;
  type?: string;
  data?: Record<string, string | null>;
  binaryData?: Record<string, string>;
}

type Ports = Pick<ApiPorts, 'resources' | 'clock' | 'random' | 'secretKeys'>;

/** @throws ApiError invalid_argument, already_exists. */
export async function createDataObject(
  ports: Ports,
  kind: DataKind,
  namespace: string,
  json: unknown,
): Promise<DataObject> {
  const manifest = readObject(kind, namespace, json);
  const key = keyOf(kind, namespace, manifest.metadata.name ?? '');
  const body = stored(ports, kind, key, manifest, freshMetadata(ports, manifest, namespace));
  const revision = await ports.resources.create(key, body);
  if (revision === undefined)
    throw new ApiError('already_exists', `${plural(kind)} "${key.name}" already exists`);
  return answered({ ...key, revision, body });
}

/**
 * Creates an object, or replaces what one holds. The identity of one that is there stays.
 *
 * @throws ApiError invalid_argument, failed_precondition where it is immutable.
 */
export async function applyDataObject(
  ports: Ports,
  kind: DataKind,
  namespace: string,
  json: unknown,
): Promise<{ object: DataObject; created: boolean }> {
  const manifest = readObject(kind, namespace, json);
  const key = keyOf(kind, namespace, manifest.metadata.name ?? '');
  const { object, created } = await written(ports, key, (before) => {
    refuseImmutable(key, before);
    const fresh = freshMetadata(ports, manifest, namespace);
    const { uid, creationTimestamp } = (before?.metadata ?? fresh) as ObjectMeta;
    const metadata: ObjectMeta = { ...fresh, uid: uid ?? '', creationTimestamp: creationTimestamp ?? '' };
    return stored(ports, kind, key, manifest, metadata);
  });
  return { object: answered(object), created };
}

/**
 * Changes what a ConfigMap holds, and makes it where it is not there.
 *
 * @param change what it holds after what it holds now, which is undefined where there is none; undefined: nothing is
 *   written.
 * @throws ApiError invalid_argument, failed_precondition where it is immutable; what `change` throws.
 */
export async function changeConfigMap(
  ports: Ports,
  namespace: string,
  name: string,
  change: (data: ReadonlyMap<string, string> | undefined) => ReadonlyMap<string, string> | undefined,
): Promise<void> {
  const key = keyOf('ConfigMap', namespace, name);
  await written(ports, key, (before) => {
    const there = before as ConfigMap | undefined;
    const changed = change(there && new Map(Object.entries(there.data ?? {})));
    if (changed === undefined) return undefined;
    const data = Object.fromEntries(changed);
    const manifest = readObject('ConfigMap', namespace, { metadata: { name }, data });
    if (there === undefined)
      return stored(ports, 'ConfigMap', key, manifest, freshMetadata(ports, manifest, namespace));
    refuseImmutable(key, there);
    return JSON.stringify({ ...there, data });
  });
}

type Before = ConfigMap | SealedSecret | undefined;

/**
 * Writes what an object is to be after what it is; tried again where somebody else was first.
 *
 * @param bodyAfter undefined: nothing is written.
 */
async function written<B extends string | undefined>(
  { resources }: Ports,
  key: DataKey,
  bodyAfter: (before: Before) => B,
): Promise<{ object: Resource; created: boolean } | Extract<B, undefined>> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const there = await resources.get(key);
    const body = bodyAfter(there === undefined ? undefined : (JSON.parse(there.body) as Before));
    if (body === undefined) return undefined as Extract<B, undefined>;
    const revision =
      there === undefined
        ? await resources.create(key, body)
        : await resources.update(key, body, there.revision);
    if (revision !== undefined) return { object: { ...key, revision, body }, created: there === undefined };
  }
  throw new ApiError('unavailable', `${plural(key.kind)} "${key.name}" is changed by others all the time`);
}

function refuseImmutable({ kind, name }: DataKey, before: Before): void {
  if (before?.immutable === true) {
    throw new ApiError('failed_precondition', `${plural(kind)} "${name}" is immutable`);
  }
}

/** @throws ApiError not_found. */
export async function getDataObject(
  { resources }: Ports,
  kind: DataKind,
  namespace: string,
  name: string,
): Promise<DataObject> {
  const found = await resources.get(keyOf(kind, namespace, name));
  if (found === undefined) throw notFound(kind, name);
  return answered(found);
}

/** @param namespace empty: all of them. */
export async function listDataObjects(
  { resources }: Ports,
  kind: DataKind,
  namespace: string,
): Promise<DataObject[]> {
  return (await resources.list(kind, namespace === '' ? undefined : namespace)).map(answered);
}

/** @throws ApiError not_found. */
export async function deleteDataObject(
  { resources }: Ports,
  kind: DataKind,
  namespace: string,
  name: string,
): Promise<void> {
  if (!(await resources.delete(keyOf(kind, namespace, name)))) throw notFound(kind, name);
}

function readObject(kind: DataKind, namespace: string, json: unknown): ConfigMap | Secret {
  if (namespace === '') throw new ApiError('invalid_argument', 'namespace: the request names none');
  const decoded = kind === 'ConfigMap' ? decodeConfigMap(json) : decodeSecret(json);
  if (!decoded.ok) throw refusal(decoded.problems);
  const own = decoded.object.metadata.namespace ?? '';
  if (own !== '' && own !== namespace) {
    throw new ApiError(
      'invalid_argument',
      `metadata.namespace: the manifest says "${own}" and the request "${namespace}"`,
    );
  }
  return decoded.object;
}

function refusal(problems: readonly Problem[]): ApiError {
  const lines = problems.map(({ path, message }) =>
    path.length === 0 ? message : `${formatPath(path)}: ${message}`,
  );
  return new ApiError('invalid_argument', lines.join('\n'));
}

function freshMetadata(
  { clock, random }: Ports,
  manifest: ConfigMap | Secret,
  namespace: string,
): ObjectMeta {
  const at = clock.now();
  return {
    ...manifest.metadata,
    namespace,
    uid: newUid(at, random),
    creationTimestamp: `${new Date(at).toISOString().slice(0, 19)}Z`,
  };
}

/** The body that is stored: a Secret's is sealed before it leaves this process. */
function stored(
  { secretKeys }: Ports,
  kind: DataKind,
  { namespace, name }: ResourceKey,
  manifest: ConfigMap | Secret,
  metadata: ObjectMeta,
): string {
  const immutable = manifest.immutable === true ? { immutable: true } : {};
  if (kind === 'ConfigMap') {
    const { data, binaryData } = manifest as ConfigMap;
    return JSON.stringify({ metadata, ...immutable, data, binaryData });
  }
  if (secretKeys === undefined) {
    throw new ApiError(
      'failed_precondition',
      'Secrets cannot be kept: the api has no key to seal them with (TIPHYS_SECRETS_KEY, TIPHYS_SECRETS_KEY_FILE)',
    );
  }
  const { type = 'Opaque', data = {} } = manifest as Secret;
  return JSON.stringify({ metadata, ...immutable, type, ...sealData(secretKeys, { namespace, name }, data) });
}

function answered({ kind, revision, body }: Resource): DataObject {
  const read = JSON.parse(body) as ConfigMap & SealedSecret;
  const metadata = { ...read.metadata, resourceVersion: String(revision) };
  const head = { apiVersion: 'v1', kind: kind as DataKind, metadata } as const;
  const immutable = read.immutable === true ? { immutable: true } : {};
  if (kind === 'ConfigMap') {
    const { data, binaryData } = read;
    return {
      ...head,
      ...immutable,
      ...(data === undefined ? {} : { data }),
      ...(binaryData === undefined ? {} : { binaryData }),
    };
  }
  return {
    ...head,
    ...immutable,
    type: read.type,
    data: Object.fromEntries(read.keys.map((key) => [key, null])),
  };
}

type DataKey = ResourceKey & { kind: DataKind };

function keyOf(kind: DataKind, namespace: string, name: string): DataKey {
  return { kind, namespace, name };
}

function plural(kind: DataKind): string {
  return kind === 'ConfigMap' ? 'configmaps' : 'secrets';
}

function notFound(kind: DataKind, name: string): ApiError {
  return new ApiError('not_found', `${plural(kind)} "${name}" not found`);
}
