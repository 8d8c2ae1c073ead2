import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import yazl from 'yazl';
import { ArtifactError } from '../artifact-error.ts';
import { noBytes, type Tree, type TreeEntry } from '../tree-entry.ts';

const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;
const FOLDER = 0o040000;
const REGULAR = 0o100000;
const MAX_TARGET = 4096;

/**
 * The entries of a zip file as it names them. yauzl refuses what lies about its size.
 *
 * @throws ArtifactError archive_unreadable.
 */
export async function* readZip(path: string): AsyncGenerator<TreeEntry> {
  let zip: ZipFile | undefined;
  try {
    zip = await promisify<string, yauzl.Options, ZipFile>(yauzl.open)(path, {
      lazyEntries: true,
      autoClose: false,
      decodeStrings: true,
      validateEntrySizes: true,
      strictFileNames: false,
    });
    for await (const entry of entriesOf(zip)) yield await treeEntry(zip, entry);
  } catch (error) {
    if (error instanceof ArtifactError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    // yauzl looks at names by itself, before anybody sees them.
    if (/^(absolute path|invalid relative path|invalid characters in fileName)/.test(reason)) {
      throw new ArtifactError('archive_unsafe', `the archive is refused: illegal file path: ${reason}`);
    }
    throw new ArtifactError('archive_unreadable', `the archive is no zip, or is damaged: ${reason}`);
  } finally {
    zip?.close();
  }
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry> {
  for (;;) {
    const next = Promise.withResolvers<Entry | undefined>();
    const onEntry = (entry: Entry): void => next.resolve(entry);
    const onEnd = (): void => next.resolve(undefined);
    zip.once('entry', onEntry).once('end', onEnd).once('error', next.reject);
    zip.readEntry();
    const entry = await next.promise.finally(() => {
      zip.off('entry', onEntry).off('end', onEnd).off('error', next.reject);
    });
    if (entry === undefined) return;
    yield entry;
  }
}

async function treeEntry(zip: ZipFile, entry: Entry): Promise<TreeEntry> {
  if (entry.isEncrypted()) throw new ArtifactError('archive_unreadable', 'the archive is encrypted');
  const unix = entry.externalFileAttributes >>> 16;
  const base = {
    path: entry.fileName,
    mtime: entry.getLastModDate(),
    size: 0,
    target: '',
    body: noBytes(),
  };
  const type = unix & FILE_TYPE;
  if (entry.fileName.endsWith('/') || type === FOLDER) {
    return { ...base, kind: 'folder', mode: unix === 0 ? 0o755 : unix & 0o7777 };
  }
  if (type === SYMLINK) {
    if (entry.uncompressedSize > MAX_TARGET) {
      throw new ArtifactError('archive_unsafe', `the archive is refused: ${entry.fileName}: a long link`);
    }
    const target = await textOf(bytesOf(zip, entry));
    return { ...base, kind: 'symlink', mode: 0o777, target };
  }
  // Whoever writes no file types, such as DOS, has none.
  if (type !== REGULAR && type !== 0) {
    throw new ArtifactError(
      'archive_unsafe',
      `the archive is refused: ${entry.fileName} is neither a file, a folder nor a link`,
    );
  }
  const mode = unix === 0 ? 0o644 : unix & 0o7777;
  return { ...base, kind: 'file', mode, size: entry.uncompressedSize, body: bytesOf(zip, entry) };
}

async function* bytesOf(zip: ZipFile, entry: Entry): AsyncGenerator<Uint8Array> {
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } finally {
    stream.destroy();
  }
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** A tree as a zip archive, as it comes. Links are stored as Unix's zip does. */
export async function* packZip(tree: Tree, root: string): AsyncGenerator<Uint8Array> {
  const zip = new yazl.ZipFile();
  const out = zip.outputStream as Readable;
  const filling = fill(zip, tree, root).then(
    () => zip.end(),
    (error: unknown) => {
      out.destroy(error as Error);
      throw error;
    },
  );
  filling.catch(() => undefined);
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
  } catch (error) {
    await filling;
    throw error;
  } finally {
    out.destroy();
  }
  await filling;
}

async function fill(zip: yazl.ZipFile, tree: Tree, root: string): Promise<void> {
  for await (const { path, kind, mode, mtime, target, body } of tree) {
    const name = path === '' ? root : `${root}/${path}`;
    const options = { ...(mtime === undefined ? {} : { mtime }) };
    if (kind === 'folder') zip.addEmptyDirectory(name, { ...options, mode: FOLDER | mode });
    else if (kind === 'symlink')
      zip.addBuffer(Buffer.from(target), name, { ...options, mode: SYMLINK | 0o777 });
    else if (kind === 'file') {
      // One after the other: the next entry comes when the body of this one has been read.
      const read = Promise.withResolvers<void>();
      const stream = Readable.from(body, { objectMode: false });
      stream.once('end', read.resolve).once('error', read.reject).once('close', read.resolve);
      zip.addReadStream(stream, name, { ...options, mode: 0o100000 | mode });
      await read.promise;
    } else throw new ArtifactError('archive_unsafe', `${name}: a hard link cannot be in a zip`);
  }
}
