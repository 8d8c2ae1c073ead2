import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header, pack } from 'tar-stream';
import type { Archive } from '../runtime.ts';

/**
 * An archive of what lies in one folder, with its names counted from there instead of from the root.
 *
 * @param names of what is wanted of the folder; all of it without.
 */
export function archiveBelow(archive: Archive, folder: string, names?: ReadonlySet<string>): Archive {
  return () => {
    const made = pack();
    copy(archive, (name) => below(name, folder, names), made).catch((error: Error) => made.destroy(error));
    return made as AsyncIterable<Uint8Array>;
  };
}

async function copy(
  archive: Archive,
  rename: (name: string) => string,
  made: ReturnType<typeof pack>,
): Promise<void> {
  const given = extract();
  const reading = pipeline(Readable.from(archive(), { objectMode: false }), given);
  // Told where the entries end too early; here it would be nobody's.
  reading.catch(() => undefined);
  for await (const entry of given) {
    const header = renamed(entry.header, rename);
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

/** @returns undefined for a folder on the way, and what is not wanted. */
function renamed(header: Header, rename: (name: string) => string): Header | undefined {
  const name = rename(header.name);
  if (name === '') return undefined;
  if (header.type !== 'link') return { ...header, name };
  return { ...header, name, linkname: rename(header.linkname ?? '') };
}

function below(name: string, folder: string, names: ReadonlySet<string> | undefined): string {
  const path = posix.relative(folder, posix.resolve('/', name));
  const [first = ''] = path.split('/');
  return first === '..' || names?.has(first) === false ? '' : path;
}
