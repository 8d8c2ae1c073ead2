import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { extract, pack } from 'tar-stream';
import type { Archive } from '../runtime.ts';

/** What archives hold, by absolute path; folders and links are left out. */
export async function unpackFiles(archives: readonly Archive[]): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const archive of archives) {
    const tar = extract();
    Readable.from(archive(), { objectMode: false })
      .on('error', (error) => (tar as unknown as Readable).destroy(error))
      .pipe(tar as unknown as NodeJS.WritableStream);
    for await (const entry of tar) {
      const parts: Uint8Array[] = [];
      for await (const part of entry) parts.push(part as Uint8Array);
      if (entry.header.type !== 'file') continue;
      files.set(posix.resolve('/', entry.header.name), Buffer.concat(parts).toString('utf8'));
    }
  }
  return files;
}

/** The archive of a path, of which the files at and below it are known. */
export async function* packFiles(
  path: string,
  files: readonly [path: string, text: string][],
): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const name = posix.basename(path);
  if (!files.some(([file]) => file === path)) archive.entry({ name: `${name}/`, type: 'directory' });
  for (const [file, text] of files) archive.entry({ name: name + file.slice(path.length) }, text);
  archive.finalize();
  yield* archive as AsyncIterable<Uint8Array>;
}
