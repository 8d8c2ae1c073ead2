import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArchiveStrategy, ArtifactLocation } from '@tiphys/spec';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive/archive-limits.ts';
import { folderTree } from './archive/folder-tree.ts';
import { packingOf, unpacked } from './archive/unpack.ts';
import { ArtifactError } from './artifact-error.ts';
import type { ArtifactAccess } from './drivers/artifact-access.ts';
import { cloneGit } from './drivers/git-location.ts';
import { getHttp } from './drivers/http-location.ts';
import { openStore } from './drivers/s3-location.ts';
import { storedFiles } from './stored-files.ts';
import type { Tree, TreeEntry } from './tree-entry.ts';

export interface LoadOrder {
  location: ArtifactLocation;
  archive?: ArchiveStrategy | undefined;
  /** Permissions of what is loaded, and with `recurseMode` of all below. */
  mode?: number | undefined;
  recurseMode?: boolean | undefined;
}

/** What was loaded: a tree that can be read any number of times, for as long as the temporary folder is there. */
export interface LoadedArtifact {
  tree: () => Tree;
}

/**
 * Fetches an artifact to where its tree can be read from. What is packed is looked through first: nothing of an
 * archive that is refused reaches a container. Memory does not grow with the size.
 *
 * @throws ArtifactError artifact_missing where there is no such thing; ObjectStoreError.
 */
export async function loadArtifact(
  order: LoadOrder,
  access: ArtifactAccess,
  signal: AbortSignal,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<LoadedArtifact> {
  await mkdir(access.temporaryFolder, { recursive: true });
  const tree = await treeOf(order, access, signal, limits);
  return { tree: () => withMode(tree(), order) };
}

async function treeOf(
  { location, archive }: LoadOrder,
  access: ArtifactAccess,
  signal: AbortSignal,
  limits: ArchiveLimits,
): Promise<() => Tree> {
  if (location.git !== undefined) {
    const folder = await cloneGit(location.git, access, signal);
    return () => folderTree(folder);
  }
  const file = join(access.temporaryFolder, 'download');
  if (location.raw !== undefined) await spool(file, [Buffer.from(location.raw.data, 'utf8')]);
  else if (location.http !== undefined) await spool(file, await getHttp(location.http, access, signal));
  else if (location.s3 !== undefined) {
    const { store, key, close } = await openStore(location.s3, access);
    const folder = join(access.temporaryFolder, 'folder');
    try {
      let isFolder = false;
      for await (const { path, body } of storedFiles(store, key, signal)) {
        isFolder = path !== '';
        const place = isFolder ? join(folder, path) : file;
        await mkdir(dirname(place), { recursive: true });
        await spool(place, body);
      }
      if (isFolder) return () => folderTree(folder);
    } finally {
      await close();
    }
  } else throw new ArtifactError('artifact_missing', 'no location is given');
  return unpacked(file, await packingOf(file, archive), limits);
}

async function spool(file: string, body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<void> {
  await pipeline(Readable.from(body, { objectMode: false }), createWriteStream(file, { mode: 0o644 }));
}

async function* withMode(tree: Tree, { mode, recurseMode }: LoadOrder): AsyncGenerator<TreeEntry> {
  for await (const entry of tree) {
    const isMeant = mode !== undefined && (entry.path === '' || recurseMode === true);
    if (!isMeant || entry.kind === 'symlink') yield entry;
    else yield { ...entry, mode: mode & 0o7777 };
  }
}
