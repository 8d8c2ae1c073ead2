import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Pack, pack } from 'tar-stream';
import { RuntimeError } from '../runtime-error.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { checkReadable } from './host-file.ts';

/**
 * A file or folder on the host as an archive, under the rules of `hostFile`: a file that is older than the attempt
 * is not its output.
 */
export async function hostArchive(
  folder: AttemptFolder,
  path: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const place = await realpath(resolve(folder.work, path)).catch(() => undefined);
  if (place === undefined) return undefined;
  await checkReadable(folder, place, path);
  const found = await stat(place);
  if (!found.isFile() && !found.isDirectory()) {
    throw new RuntimeError('file_not_regular', `${path} is not a regular file or directory`);
  }
  if (found.isFile() && found.mtimeMs < (await stat(folder.recordFile)).mtimeMs) return undefined;
  return packed(place, basename(resolve('/', path)));
}

async function* packed(place: string, name: string): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const filled = addTree(archive, place, name).then(
    () => archive.finalize(),
    (error: unknown) => (archive as unknown as { destroy(error: unknown): void }).destroy(error),
  );
  yield* archive as AsyncIterable<Uint8Array>;
  await filled;
}

async function addTree(archive: Pack, place: string, name: string): Promise<void> {
  const { mode, size, mtime, ...found } = await withKind(place);
  const header = { name, mode: mode & 0o7777, mtime };
  if (found.kind === 'folder') {
    archive.entry({ ...header, name: `${name}/`, type: 'directory' });
    for (const child of (await readdir(place)).sort()) {
      await addTree(archive, join(place, child), `${name}/${child}`);
    }
  } else if (found.kind === 'link') {
    archive.entry({ ...header, type: 'symlink', linkname: await readlink(place) });
  } else if (found.kind === 'file') {
    const entry = archive.entry({ ...header, size });
    // No more than was said, should it grow meanwhile.
    if (size === 0) entry.end(null);
    else
      await pipeline(createReadStream(place, { end: size - 1 }), entry as unknown as NodeJS.WritableStream);
  }
}

async function withKind(place: string) {
  const found = await lstat(place);
  const { mode, size, mtime } = found;
  const kind = found.isDirectory()
    ? 'folder'
    : found.isSymbolicLink()
      ? 'link'
      : found.isFile()
        ? 'file'
        : 'other';
  return { kind, mode, size, mtime } as const;
}
