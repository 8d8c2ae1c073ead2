import { LIMITS_CONFIG_MAP } from '@tiphys/engine';
import type { ConfigMap } from '@tiphys/spec';
import { changeConfigMap } from './data-objects.ts';
import { ApiError } from './errors.ts';
import type { ApiPorts } from './ports.ts';

/** Where a semaphore's limit stands: a key of a ConfigMap, which is ours for what Argo has in its database. */
export interface SyncLimitKey {
  type: 'configmap' | 'database';
  namespace: string;
  /** Of a `configmap`. */
  cmName: string;
  key: string;
}

type Ports = Pick<ApiPorts, 'resources' | 'clock' | 'random' | 'secretKeys'>;

/**
 * Argo's server/sync. A ConfigMap that is not there is made; one that has the key already is refused.
 *
 * @throws ApiError invalid_argument, already_exists.
 */
export async function createSyncLimit(ports: Ports, at: SyncLimitKey, limit: number): Promise<void> {
  checkLimit(limit);
  await changeData(ports, at, (data) => {
    if (data?.has(at.key)) {
      throw new ApiError('already_exists', 'sync limit cannot be created as it already exists');
    }
    return new Map([...(data ?? []), [at.key, String(limit)]]);
  });
}

/** @throws ApiError not_found, invalid_argument where what stands there is no number. */
export async function getSyncLimit({ resources }: Ports, at: SyncLimitKey): Promise<number> {
  const found = await resources.get(resourceOf(at));
  const text = found === undefined ? undefined : textIn(JSON.parse(found.body) as ConfigMap, at.key);
  if (text === undefined) throw notFound(at);
  if (!/^[+-]?\d{1,10}$/.test(text)) {
    throw new ApiError('invalid_argument', `invalid limit format for ${describe(at)}`);
  }
  return Number(text);
}

/** @throws ApiError not_found, invalid_argument. */
export async function updateSyncLimit(ports: Ports, at: SyncLimitKey, limit: number): Promise<void> {
  checkLimit(limit);
  await changeData(ports, at, (data) => {
    if (!data?.has(at.key)) throw notFound(at, ' - please create it first');
    return new Map([...data, [at.key, String(limit)]]);
  });
}

/** A key that is not there is no error, as in Argo. @throws ApiError not_found where there is no ConfigMap. */
export async function deleteSyncLimit(ports: Ports, at: SyncLimitKey): Promise<void> {
  await changeData(ports, at, (data) => {
    if (data === undefined && at.type === 'configmap') throw notFound(at);
    return data?.has(at.key) ? new Map([...data].filter(([key]) => key !== at.key)) : undefined;
  });
}

function changeData(
  ports: Ports,
  at: SyncLimitKey,
  change: Parameters<typeof changeConfigMap>[3],
): Promise<void> {
  const { namespace, name } = resourceOf(at);
  return changeConfigMap(ports, namespace, name, change);
}

function textIn({ data = {} }: ConfigMap, key: string): string | undefined {
  return Object.hasOwn(data, key) ? data[key] : undefined;
}

function resourceOf({ type, namespace, cmName, key }: SyncLimitKey): {
  kind: 'ConfigMap';
  namespace: string;
  name: string;
} {
  if (namespace === '') throw new ApiError('invalid_argument', 'namespace: the request names none');
  if (key === '') throw new ApiError('invalid_argument', 'key: the request names none');
  if (type === 'database') return { kind: 'ConfigMap', namespace, name: LIMITS_CONFIG_MAP };
  if (cmName === '') throw new ApiError('invalid_argument', 'cmName: the request names no ConfigMap');
  return { kind: 'ConfigMap', namespace, name: cmName };
}

function checkLimit(limit: number): void {
  if (limit <= 0) throw new ApiError('invalid_argument', 'limit must be greater than zero');
}

function notFound(at: SyncLimitKey, more = ''): ApiError {
  return new ApiError('not_found', `${describe(at)} not found${more}`);
}

function describe({ type, namespace, cmName, key }: SyncLimitKey): string {
  const where = type === 'database' ? `namespace ${namespace}` : `configmap ${namespace}/${cmName}`;
  return `key ${key} in ${where}`;
}
