import type { VolumeFile } from '@tiphys/runtime';
import type { DownwardFile, KeyToPath, Volume } from '@tiphys/spec';
import { ObjectError, type ObjectReader } from '../object-reader.ts';
import { type DownwardSource, downwardFiles } from './downward-files.ts';

type Entries = ReadonlyMap<string, Uint8Array>;
type Kind = 'configmap' | 'secret';

/** One object that a volume shows. */
interface Source {
  kind: Kind;
  name: string;
  items: readonly KeyToPath[] | undefined;
  optional: boolean;
}

/** Kubernetes' mode of files that says nothing of it. */
const FILE_MODE = 0o644;

/**
 * What the volumes of a pod hold that are made of ConfigMaps, of Secrets and of what the pod says of itself, by the
 * volume's name; in the kubelet's words where something is missing.
 *
 * @throws ObjectError, ResourceStoreError.
 */
export async function volumeFiles(
  own: DownwardSource,
  objects: Pick<ObjectReader, 'readConfigMap' | 'readSecret'>,
): Promise<Map<string, VolumeFile[]>> {
  const result = new Map<string, VolumeFile[]>();
  const { namespace } = own.facts;
  for (const volume of own.task.pod?.volumes ?? []) {
    const sources = sourcesOf(volume);
    if (sources === undefined) continue;
    const files = new Map<string, VolumeFile>();
    for (const source of sources) {
      const found = Array.isArray(source)
        ? downwardFiles(source, defaultMode(volume), own)
        : await filesOf(source, volume, namespace, objects);
      for (const file of found) {
        const path = cleanPath(file.path, volume);
        files.set(path, { ...file, path });
      }
    }
    result.set(volume.name, [...files.values()]);
  }
  return result;
}

function sourcesOf({
  configMap,
  secret,
  downwardAPI,
  projected,
}: Volume): (Source | DownwardFile[])[] | undefined {
  if (downwardAPI !== undefined) return [downwardAPI.items ?? []];
  if (configMap !== undefined) return [sourceOf('configmap', configMap.name, configMap)];
  if (secret !== undefined) return [sourceOf('secret', secret.secretName, secret)];
  return projected?.sources?.flatMap((source) => [
    ...(source.configMap === undefined
      ? []
      : [sourceOf('configmap', source.configMap.name, source.configMap)]),
    ...(source.downwardAPI === undefined ? [] : [source.downwardAPI.items ?? []]),
    ...(source.secret === undefined ? [] : [sourceOf('secret', source.secret.name, source.secret)]),
  ]);
}

function sourceOf(
  kind: Kind,
  name: string | undefined,
  { items, optional }: { items?: KeyToPath[]; optional?: boolean },
): Source {
  return { kind, name: name ?? '', items, optional: optional === true };
}

async function filesOf(
  { kind, name, items, optional }: Source,
  volume: Volume,
  namespace: string,
  objects: Pick<ObjectReader, 'readConfigMap' | 'readSecret'>,
): Promise<VolumeFile[]> {
  const read = kind === 'configmap' ? objects.readConfigMap : objects.readSecret;
  const entries: Entries | undefined = await read.call(objects, namespace, name);
  if (entries === undefined) {
    if (optional) return [];
    throw new ObjectError(
      `MountVolume.SetUp failed for volume "${volume.name}" : ${kind} "${name}" not found`,
    );
  }
  const mode = defaultMode(volume);
  if (items === undefined) return [...entries].map(([path, data]) => ({ path, mode, data }));
  return items.flatMap((item): VolumeFile[] => {
    const data = entries.get(item.key);
    if (data !== undefined) return [{ path: item.path, mode: item.mode ?? mode, data }];
    if (optional) return [];
    throw new ObjectError(
      `MountVolume.SetUp failed for volume "${volume.name}" : references non-existent ${kind} key: ${item.key}`,
    );
  });
}

function defaultMode({ configMap, secret, downwardAPI, projected }: Volume): number {
  return (configMap ?? secret ?? downwardAPI ?? projected)?.defaultMode ?? FILE_MODE;
}

/** Kubernetes refuses such manifests; a variable may have brought it in since. */
function cleanPath(path: string, { name }: Volume): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (path.startsWith('/') || parts.length === 0 || parts.includes('..')) {
    throw new ObjectError(`volume "${name}": path ${path} must be relative and not contain '..'`);
  }
  return parts.join('/');
}
