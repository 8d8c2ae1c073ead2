import type { ObjectStore } from '@tiphys/object-store';
import { EntryNames } from './archive/entry-names.ts';
import { ArtifactError } from './artifact-error.ts';

/** One file of an artifact. */
export interface StoredFile {
  /** Below the artifact's own key; empty where the artifact is one object. */
  path: string;
  body: AsyncIterable<Uint8Array>;
}

/**
 * The object of a key, or where the key is a folder each object below it as a file (workflow/artifacts/s3/s3.go,
 * loadS3Artifact). A body is to be read before the next file is asked for.
 *
 * @throws ArtifactError artifact_missing; archive_unsafe for a key below it that is no path; ObjectStoreError.
 */
export async function* storedFiles(
  store: ObjectStore,
  key: string,
  signal: AbortSignal,
): AsyncGenerator<StoredFile> {
  const object = await store.get(key, signal);
  if (object !== undefined) {
    yield { path: '', body: object };
    return;
  }
  const prefix = key.endsWith('/') ? key : `${key}/`;
  const names = new EntryNames();
  let count = 0;
  for await (const found of store.list(prefix, signal)) {
    const path = names.clean(found.slice(prefix.length));
    if (path === '' || found.endsWith('/')) continue;
    const body = await store.get(found, signal);
    // Deleted since the list was made.
    if (body === undefined) continue;
    yield { path, body };
    count += 1;
  }
  if (count === 0) {
    throw new ArtifactError(
      'artifact_missing',
      `failed to get file: The specified key does not exist: ${key}`,
    );
  }
}
