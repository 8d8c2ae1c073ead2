import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { noBytes, type TreeEntry } from '../tree-entry.ts';

/** What lies in a folder of this host; links are given as they are, and devices and the like are left out. */
export async function* folderTree(folder: string, path = ''): AsyncGenerator<TreeEntry> {
  const place = join(folder, path);
  const found = await lstat(place);
  const { mtime, size } = found;
  const base = { path, mode: found.mode & 0o7777, mtime, size: 0, target: '', body: noBytes() };
  if (found.isDirectory()) {
    yield { ...base, kind: 'folder' };
    for (const name of (await readdir(place)).sort()) {
      yield* folderTree(folder, path === '' ? name : `${path}/${name}`);
    }
  } else if (found.isSymbolicLink()) yield { ...base, kind: 'symlink', target: await readlink(place) };
  else if (found.isFile()) {
    const body = size === 0 ? noBytes() : createReadStream(place, { end: size - 1 });
    yield { ...base, kind: 'file', size, body: body as AsyncIterable<Uint8Array> };
  }
}
