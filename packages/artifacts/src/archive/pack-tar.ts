import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import type { Tree, TreeEntry } from '../tree-entry.ts';

/**
 * A tree as a tar archive, as it comes. Owners are root's, as in Argo's (its executor runs as root).
 *
 * @param root the name of the tree's root in the archive.
 */
export async function* packTar(tree: Tree, root: string): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const destroy = (error: unknown): void => {
    (archive as unknown as Readable).destroy(error as Error | undefined);
  };
  const filling = fill(archive, tree, root).then(
    () => archive.finalize(),
    (error: unknown) => {
      destroy(error);
      throw error;
    },
  );
  filling.catch(() => undefined);
  let finished = false;
  try {
    yield* archive as AsyncIterable<Uint8Array>;
    finished = true;
  } catch (error) {
    await filling;
    throw error;
  } finally {
    if (!finished) destroy(undefined);
  }
  await filling;
}

async function fill(archive: Pack, tree: Tree, root: string): Promise<void> {
  for await (const entry of tree) await addEntry(archive, entry, root);
}

async function addEntry(archive: Pack, entry: TreeEntry, root: string): Promise<void> {
  const { kind, mode, mtime, size, target, body } = entry;
  const name = below(root, entry.path);
  const header = { name, mode, uid: 0, gid: 0, ...(mtime === undefined ? {} : { mtime }) };
  if (kind === 'folder') archive.entry({ ...header, name: `${name}/`, type: 'directory' });
  else if (kind === 'symlink') archive.entry({ ...header, type: 'symlink', linkname: target });
  else if (kind === 'hardlink') archive.entry({ ...header, type: 'link', linkname: below(root, target) });
  else {
    const sink = archive.entry({ ...header, size });
    await pipeline(Readable.from(body, { objectMode: false }), sink as unknown as NodeJS.WritableStream);
  }
}

function below(root: string, path: string): string {
  return path === '' ? root : `${root}/${path}`;
}
