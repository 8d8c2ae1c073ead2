import { posix } from 'node:path';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { callDeadline } from './engine-call.ts';
import { readAll } from './read-stream.ts';

const FILE_MODE = 0o755;

/**
 * Puts a file that may be run into a container that has not been started; folders on the way are made where there
 * are none.
 *
 * @param path absolute, inside the container.
 * @param folder above it, where the engine may write.
 */
export async function placeFile(
  container: Docker.Container,
  path: string,
  text: string,
  folder = '/',
): Promise<void> {
  const archive = pack();
  const parts = posix.relative(folder, path).split('/');
  for (let count = 1; count < parts.length; count += 1) {
    archive.entry({ name: `${parts.slice(0, count).join('/')}/`, type: 'directory', mode: FILE_MODE });
  }
  archive.entry({ name: parts.join('/'), mode: FILE_MODE }, text);
  archive.finalize();
  const body = await readAll(archive as AsyncIterable<Uint8Array>);
  await container.putArchive(body, { path: folder, abortSignal: callDeadline() });
}
