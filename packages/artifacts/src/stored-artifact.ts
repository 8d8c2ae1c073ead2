import type { ArtifactLocation } from '@tiphys/spec';
import { ArtifactError } from './artifact-error.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { openStore } from './drivers/s3-location.ts';

/**
 * Deletes what an artifact's location holds: its object, and where the key is a folder all objects below it. One that
 * is gone already is none to delete.
 *
 * @returns how many objects were deleted.
 * @throws ArtifactError artifact_refused for a location of which nothing can be deleted; ObjectStoreError.
 */
export async function deleteArtifact(
  location: ArtifactLocation,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
  signal?: AbortSignal,
): Promise<number> {
  const { s3 } = location;
  if (s3 === undefined)
    throw new ArtifactError('artifact_refused', 'delete not supported for this artifact storage');
  const { store, key, close } = await openStore(s3, { ...access, temporaryFolder: '' });
  try {
    let deleted = (await store.delete(key, signal)) ? 1 : 0;
    for await (const below of store.list(key.endsWith('/') ? key : `${key}/`, signal)) {
      if (await store.delete(below, signal)) deleted += 1;
    }
    return deleted;
  } finally {
    await close();
  }
}

/** The keys that an artifact's location holds: its own, and those below it. */
export async function* listArtifact(
  location: ArtifactLocation,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  const { s3 } = location;
  if (s3 === undefined) return;
  const { store, key, close } = await openStore(s3, { ...access, temporaryFolder: '' });
  try {
    if ((await store.size(key, signal)) !== undefined) yield key;
    yield* store.list(key.endsWith('/') ? key : `${key}/`, signal);
  } finally {
    await close();
  }
}

/**
 * The bytes of an artifact that is one object, as they are stored.
 *
 * @returns undefined where there is no such object.
 * @throws ArtifactError artifact_refused for a location that is no store's; ObjectStoreError.
 */
export async function readArtifact(
  location: ArtifactLocation,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
  signal?: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const { s3 } = location;
  if (s3 === undefined) throw new ArtifactError('artifact_refused', 'only artifacts in a store can be read');
  const opened = await openStore(s3, { ...access, temporaryFolder: '' });
  const body = await opened.store.get(opened.key, signal).catch(async (error: unknown) => {
    await opened.close();
    throw error;
  });
  if (body !== undefined) return closing(body, opened.close);
  await opened.close();
  return undefined;
}

async function* closing(
  body: AsyncIterable<Uint8Array>,
  close: () => Promise<void>,
): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } finally {
    await close();
  }
}
