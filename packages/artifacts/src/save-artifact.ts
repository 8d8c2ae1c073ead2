import type { ArchiveStrategy, ArtifactLocation } from '@tiphys/spec';
import { gzip } from './archive/gzip.ts';
import { packTar } from './archive/pack-tar.ts';
import { packZip } from './archive/zip.ts';
import { ArtifactError } from './artifact-error.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { putHttp } from './drivers/http-location.ts';
import { openStore } from './drivers/s3-location.ts';
import type { Tree, TreeEntry } from './tree-entry.ts';

export interface SaveOrder {
  /** Complete, with the key. */
  destination: ArtifactLocation;
  /** Without a member a gzipped tar. */
  archive: ArchiveStrategy;
  /** What the root is called in an archive: the last part of the path. */
  rootName: string;
}

/**
 * Writes a tree to where an artifact is to lie: packed, as a file, or, unpacked, a folder as an object for each file
 * under the key. Writing it again replaces it.
 *
 * @returns bytes written.
 * @throws ArtifactError, ObjectStoreError, and what the tree throws.
 */
export async function saveArtifact(
  { destination, archive, rootName }: SaveOrder,
  tree: Tree,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<number> {
  if (archive.none !== undefined) return saveAsItIs(destination, tree, access, signal);
  const packed =
    archive.zip !== undefined
      ? packZip(tree, rootName)
      : gzip(packTar(tree, rootName), archive.tar?.compressionLevel);
  return saveBytes(destination, packed, access, signal);
}

/** Writes bytes as one object. @throws ArtifactError, ObjectStoreError, and what the bytes throw. */
export async function saveBytes(
  destination: ArtifactLocation,
  body: AsyncIterable<Uint8Array>,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<number> {
  if (destination.http !== undefined) return putHttp(destination.http, access, body, signal);
  if (destination.s3 !== undefined) {
    const { store, key, close } = await openStore(destination.s3, access);
    try {
      return await store.put(key, body, signal);
    } finally {
      await close();
    }
  }
  const kind = destination.git !== undefined ? 'Git' : destination.raw !== undefined ? 'Raw' : 'Such';
  throw new ArtifactError('artifact_refused', `${kind} output artifacts unsupported`);
}

/** Links in a folder are left out, as in Argo's S3 driver: an object cannot be one. */
async function saveAsItIs(
  destination: ArtifactLocation,
  tree: Tree,
  access: ArtifactAccess,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  for await (const entry of tree) {
    if (entry.kind !== 'file') continue;
    const where = entry.path === '' ? destination : below(destination, entry);
    total += await saveBytes(where, entry.body, access, signal);
  }
  return total;
}

function below(destination: ArtifactLocation, { path }: TreeEntry): ArtifactLocation {
  const { s3 } = destination;
  if (s3 === undefined) {
    throw new ArtifactError('artifact_refused', 'a folder without an archive can go to a store only');
  }
  return { ...destination, s3: { ...s3, key: `${(s3.key ?? '').replace(/\/$/, '')}/${path}` } };
}
