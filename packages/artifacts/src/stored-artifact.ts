import type { ArtifactLocation, S3Artifact } from '@tiphys/spec';
import { ArtifactError } from './artifact-error.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { getHttp } from './drivers/http-location.ts';
import { openStore } from './drivers/s3-location.ts';
import { type StoredFile, storedFiles } from './stored-files.ts';

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
 * What an artifact holds, as it is stored: nothing is unpacked. One object, or where its key is a folder every object
 * below it. Each body is to be read before the next file is asked for; memory does not grow with any.
 *
 * @throws ArtifactError artifact_missing; artifact_refused for a git repository; ObjectStoreError.
 */
export async function* readArtifact(
  location: ArtifactLocation,
  access: Pick<ArtifactAccess, 'store' | 'readSecret'>,
  signal: AbortSignal,
): AsyncGenerator<StoredFile> {
  const { s3, raw, http } = location;
  const whole = { ...access, temporaryFolder: '' };
  if (raw !== undefined) yield { path: '', body: bytesOf(raw.data) };
  else if (http !== undefined) yield { path: '', body: await getHttp(http, whole, signal) };
  else if (s3 !== undefined) yield* filesOf(s3, whole, signal);
  else throw new ArtifactError('artifact_refused', 'a git repository is no file that can be read');
}

async function* filesOf(
  location: S3Artifact,
  access: ArtifactAccess,
  signal: AbortSignal,
): AsyncGenerator<StoredFile> {
  const { store, key, close } = await openStore(location, access);
  try {
    yield* storedFiles(store, key, signal);
  } finally {
    await close();
  }
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, 'utf8');
}
