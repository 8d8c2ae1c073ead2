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
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const there = await ports.resources.get(key);
    const before = there === undefined ? undefined : (JSON.parse(there.body) as ConfigMap | SealedSecret);
    if (before?.immutable === true) {
      throw new ApiError('failed_precondition', `${plural(kind)} "${key.name}" is immutable`);
    }
    const fresh = freshMetadata(ports, manifest, namespace);
    const { uid, creationTimestamp } = (before?.metadata ?? fresh) as ObjectMeta;
    const metadata: ObjectMeta = { ...fresh, uid: uid ?? '', creationTimestamp: creationTimestamp ?? '' };
    const body = stored(ports, kind, key, manifest, metadata);
    const revision =
      there === undefined
        ? await ports.resources.create(key, body)
        : await ports.resources.update(key, body, there.revision);
    if (revision !== undefined) {
      return { object: answered({ ...key, revision, body }), created: there === undefined };
    }
  }
  throw new ApiError('unavailable', `${plural(kind)} "${key.name}" is changed by others all the time`);
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

function keyOf(kind: DataKind, namespace: string, name: string): ResourceKey {
  return { kind, namespace, name };
}

function plural(kind: DataKind): string {
  return kind === 'ConfigMap' ? 'configmaps' : 'secrets';
}

function notFound(kind: DataKind, name: string): ApiError {
  return new ApiError('not_found', `${plural(kind)} "${name}" not found`);
}
