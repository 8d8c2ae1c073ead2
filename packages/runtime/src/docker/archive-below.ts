import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';
import type { Archive } from '../runtime.ts';

/** An archive of what lies in one folder, with its names counted from there instead of from the root. */
export function archiveBelow(archive: Archive, folder: string): Archive {
  return () => {
    const made = pack();
    copy(archive, folder, made).catch((error: Error) => made.destroy(error));
    return made as AsyncIterable<Uint8Array>;
  };
}

async function copy(archive: Archive, folder: string, made: ReturnType<typeof pack>): Promise<void> {
  const given = extract();
  const reading = pipeline(Readable.from(archive(), { objectMode: false }), given);
  // Told where the entries end too early; here it would be nobody's.
  reading.catch(() => undefined);
  for await (const entry of given) {
    const header = headerBelow(entry.header, folder);
    if (header === undefined) entry.resume();
    else if (header.type === 'file') await pipeline(entry, made.entry(header));
    else {
      made.entry(header);
      entry.resume();
    }
  }
  await reading;
  made.finalize();
}

/** @returns undefined for a folder on the way. */
function headerBelow(header: Header, folder: string): Header | undefined {
  const name = below(header.name, folder);
  if (name === '') return undefined;
  if (header.type !== 'link') return { ...header, name };
  return { ...header, name, linkname: below(header.linkname ?? '', folder) };
}

function below(name: string, folder: string): string {
  const path = posix.relative(folder, posix.resolve('/', name));
  return path.startsWith('..') ? '' : path;
}
