import { createWriteStream } from 'node:fs';
import { chmod, link, lstat, mkdir, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import type { Archive } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import type { AttemptFolder } from './attempt-folder.ts';
import { checkReadable } from './host-file.ts';

/**
 * Unpacks an archive at `/` of this host, as a container runtime would in its container, but below the attempt's own
 * folder and the host's folders for temporary files only.
 *
 * @throws RuntimeError file_forbidden.
 */
export async function unpackOnHost(folder: AttemptFolder, archive: Archive): Promise<void> {
  const tar = extract();
  const source = Readable.from(archive(), { objectMode: false });
  const fed = pipeline(source, tar as unknown as NodeJS.WritableStream);
  fed.catch(() => undefined);
  try {
    for await (const entry of tar) {
      await placeEntry(folder, entry.header, entry as unknown as Readable);
      entry.resume();
    }
    await fed;
  } catch (error) {
    if (!isOfHost(error)) throw error;
    throw new RuntimeError('invalid_task', `an input cannot be placed: ${error.message}`, { cause: error });
  } finally {
    source.destroy();
  }
}

async function placeEntry(folder: AttemptFolder, header: Header, body: Readable): Promise<void> {
  const { name, type, mode, linkname } = header;
  const path = resolve('/', name);
  const parent = dirname(path);
  await checkReadable(folder, await nearest(path), path);
  await mkdir(parent, { recursive: true });
  const place = join(await realpath(parent), path.slice(parent === '/' ? 1 : parent.length + 1));
  await checkReadable(folder, place, path);
  if (type === 'directory') {
    await mkdir(place, { recursive: true });
    await chmod(place, mode);
    return;
  }
  // A link of an earlier run must not lead elsewhere.
  await rm(place, { recursive: true, force: true });
  if (type === 'symlink') await symlink(linkname, place);
  else if (type === 'link') await link(resolve('/', linkname), place);
  else if (type === 'file' || type === 'contiguous-file') {
    await pipeline(body, createWriteStream(place, { flags: 'wx', mode }));
    await chmod(place, mode);
  } else throw new RuntimeError('invalid_task', `${path}: a ${type} cannot be placed`);
}

/** What exists of a path already, with its links followed: nothing is made where nothing may be. */
async function nearest(path: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    const there = await lstat(place).catch(() => undefined);
    if (there !== undefined || place === '/') {
      return join(await realpath(place), path.slice(place.length));
    }
  }
}

/** What the host's file system says to a path, as ENOTDIR, ENAMETOOLONG or EACCES. */
function isOfHost(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}
