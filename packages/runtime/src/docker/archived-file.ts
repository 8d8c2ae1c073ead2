import { posix } from 'node:path';
import { pipeline } from 'node:stream';
import type Docker from 'dockerode';
import { extract, type Header } from 'tar-stream';
import { RuntimeError } from '../runtime-error.ts';
import { engineMessage, NOT_FOUND, statusOf, toRuntimeError } from './docker-error.ts';
import { readAll } from './read-stream.ts';

const MAX_LINKS = 40;

/**
 * One file of a container, through the engine's archive call, which gives links as they are.
 *
 * @returns undefined where there is none.
 * @throws RuntimeError
 */
export async function archivedFile(
  container: Docker.Container,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  let place = posix.resolve('/', path);
  for (let links = 0; links < MAX_LINKS; links += 1) {
    const entry = await firstEntry(container, place, path, maxBytes);
    if (entry === undefined || entry instanceof Uint8Array) return entry;
    place = posix.resolve(posix.dirname(place), entry.link);
  }
  throw linkCircle(path);
}

function linkCircle(path: string): RuntimeError {
  return new RuntimeError('file_not_regular', `read ${path}: too many levels of symbolic links`);
}

async function firstEntry(
  container: Docker.Container,
  place: string,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | { link: string } | undefined> {
  let archive: NodeJS.ReadableStream;
  try {
    archive = await container.getArchive({ path: place });
  } catch (error) {
    const message = engineMessage(error);
    if (/not a directory/i.test(message)) return undefined;
    if (/too many (links|levels)/i.test(message)) throw linkCircle(path);
    if (statusOf(error) !== NOT_FOUND || /no such container/i.test(message)) throw toRuntimeError(error);
    return undefined;
  }
  const tar = extract();
  // Where either ends early the other does, and so does the reading of entries below.
  pipeline(archive, tar as unknown as NodeJS.WritableStream, () => undefined);
  try {
    for await (const entry of tar) {
      const found = linkOrSize(entry.header, path, maxBytes);
      if (typeof found === 'object') return found;
      return new Uint8Array(await readAll(entry as AsyncIterable<Uint8Array>));
    }
    throw new RuntimeError('engine_unavailable', `the container engine sent an empty archive of ${path}`);
  } catch (error) {
    throw toRuntimeError(error);
  } finally {
    tar.destroy();
  }
}

function linkOrSize(header: Header, path: string, maxBytes: number): { link: string } | number {
  if (header.type === 'symlink') return { link: header.linkname ?? '' };
  if (header.type === 'directory') throw new RuntimeError('file_not_regular', `read ${path}: is a directory`);
  if (header.type !== 'file' && header.type !== 'contiguous-file') {
    throw new RuntimeError('file_not_regular', `read ${path}: is a ${header.type ?? 'special file'}`);
  }
  const size = header.size ?? 0;
  if (size > maxBytes) {
    throw new RuntimeError('file_too_large', `${path}: ${size} bytes, at most ${maxBytes} can be kept`);
  }
  return size;
}
