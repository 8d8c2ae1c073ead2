import { readFile, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve, sep } from 'node:path';
import { RuntimeError } from '../runtime-error.ts';
import type { AttemptFolder } from './attempt-folder.ts';

/**
 * An output file on the host. Paths are the host's own: `/tmp/x` is this host's /tmp/x, the same for every attempt,
 * so a file that is older than the attempt is not its output. Only the attempt's own folder and the host's folders
 * for temporary files may be read.
 *
 * @returns undefined where there is none.
 * @throws RuntimeError file_forbidden, file_not_regular, file_too_large.
 */
export async function hostFile(
  folder: AttemptFolder,
  path: string,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  try {
    const place = await realpath(resolve(folder.work, path));
    await checkReadable(folder, place, path);
    const found = await stat(place);
    if (found.isDirectory()) throw new RuntimeError('file_not_regular', `read ${path}: is a directory`);
    if (!found.isFile()) throw new RuntimeError('file_not_regular', `read ${path}: is no regular file`);
    if (found.mtimeMs < (await stat(folder.recordFile)).mtimeMs) return undefined;
    if (found.size > maxBytes) {
      throw new RuntimeError(
        'file_too_large',
        `${path}: ${found.size} bytes, at most ${maxBytes} can be kept`,
      );
    }
    return await readFile(place);
  } catch (error) {
    if (error instanceof RuntimeError) throw error;
    const code = (error as { code?: unknown }).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new RuntimeError(
      'file_not_regular',
      `read ${path}: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}

/** Only below these may a task's files be read, or written before it starts. */
export async function checkReadable(folder: AttemptFolder, place: string, path: string): Promise<void> {
  const roots = await Promise.all(
    [folder.work, tmpdir(), '/tmp'].map((root) => realpath(root).catch(() => root)),
  );
  if (roots.some((root) => place.startsWith(root + sep))) return;
  throw new RuntimeError(
    'file_forbidden',
    `${path}: the process runtime reads outputs below ${tmpdir()} and the attempt's own folder only`,
  );
}
