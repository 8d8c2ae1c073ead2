import type { IncomingMessage } from 'node:http';
import { posix } from 'node:path';
import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { RuntimeError } from '../runtime-error.ts';
import { engineMessage, NOT_FOUND, statusOf, toRuntimeError } from './docker-error.ts';
import { callDeadline } from './engine-call.ts';

/** Go's os.FileMode, in which the engine says what a path is. */
const MODE_DIR = 0x80000000;
const MODE_SYMLINK = 0x08000000;
const MODE_OTHER = 0x06200000;

/**
 * A file or folder of a container as the engine's archive call gives it, after the links at its end.
 *
 * @returns undefined where there is none.
 * @throws RuntimeError
 */
export async function archiveOf(
  container: Docker.Container,
  path: string,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const place = await resolved(container, posix.resolve('/', path));
  if (place === undefined) return undefined;
  try {
    const archive = await container.getArchive({ path: place.path, abortSignal: signal } as { path: string });
    return chunks(archive as Readable);
  } catch (error) {
    signal.throwIfAborted();
    if (isNone(error)) return undefined;
    throw toRuntimeError(error);
  }
}

async function resolved(container: Docker.Container, path: string): Promise<{ path: string } | undefined> {
  const found = await fileStat(container, path);
  if (found === undefined) return undefined;
  if ((found.mode & MODE_SYMLINK) !== 0) {
    // The engine has followed it to its end, within the container.
    const target = await fileStat(container, found.linkTarget);
    if (target === undefined) return undefined;
    checkKind(target.mode, path);
    return { path: found.linkTarget };
  }
  checkKind(found.mode, path);
  return { path };
}

function checkKind(mode: number, path: string): void {
  if ((mode & MODE_OTHER) === 0 || (mode & MODE_DIR) !== 0) return;
  throw new RuntimeError('file_not_regular', `${path} is not a regular file or directory`);
}

export async function fileStat(
  container: Docker.Container,
  path: string,
): Promise<{ mode: number; linkTarget: string } | undefined> {
  try {
    const answer = (await container.infoArchive({
      path,
      abortSignal: callDeadline(),
    } as { path: string })) as unknown as IncomingMessage;
    answer.resume();
    const header = answer.headers['x-docker-container-path-stat'];
    if (typeof header !== 'string') throw new Error(`the container engine says nothing of ${path}`);
    return JSON.parse(Buffer.from(header, 'base64').toString('utf8')) as { mode: number; linkTarget: string };
  } catch (error) {
    if (isNone(error)) return undefined;
    throw toRuntimeError(error);
  }
}

function isNone(error: unknown): boolean {
  const message = engineMessage(error);
  if (/not a directory/i.test(message)) return true;
  return statusOf(error) === NOT_FOUND && !/no such container: /i.test(message);
}

async function* chunks(archive: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of archive) yield chunk as Uint8Array;
  } catch (error) {
    throw toRuntimeError(error);
  } finally {
    archive.destroy();
  }
}
