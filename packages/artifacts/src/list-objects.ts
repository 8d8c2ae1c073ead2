import { posix } from 'node:path';
import type { ArtifactLocation } from '@tiphys/spec';
import { ArtifactError } from './artifact-error.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { openWholeStore } from './drivers/s3-location.ts';

/**
 * The keys below the key of a location, in order; an empty key is the whole bucket (Argo's s3.ListObjects). Objects
 * that only stand for a folder, whose keys end with a slash, are left out.
 *
 * @throws ArtifactError artifact_missing where there is nothing, artifact_refused for a location that is no store's
 *   and where there are more than `most`; ObjectStoreError.
 */
export async function listObjects(
  location: ArtifactLocation,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
  most: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const { s3 } = location;
  if (s3 === undefined) {
    throw new ArtifactError(
      'artifact_refused',
      'the objects of a git, http or raw artifact cannot be listed',
    );
  }
  const { store, key, close } = await openWholeStore(s3, access);
  try {
    const keys: string[] = [];
    const prefix = key === '' ? '' : `${posix.normalize(key).replace(/\/$/, '')}/`;
    for await (const found of store.list(prefix, signal)) {
      if (found.endsWith('/')) continue;
      if (keys.length === most) {
        throw new ArtifactError('artifact_refused', `there are more than ${most} objects below '${key}'`);
      }
      keys.push(found);
    }
    if (keys.length > 0 || (key !== '' && (await store.size(key, signal)) !== undefined)) return keys;
    throw new ArtifactError('artifact_missing', `no key found of name ${key}`);
  } finally {
    await close();
  }
}
