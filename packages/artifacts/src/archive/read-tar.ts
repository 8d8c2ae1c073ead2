import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { ArtifactError } from '../artifact-error.ts';
import { noBytes, type Tree, type TreeEntry } from '../tree-entry.ts';

/**
 * The entries of a tar archive as it names them: what they may be is the reader's to check. Devices, sockets and pipes
 * are told to `onOther` and left out.
 *
 * @throws ArtifactError archive_unreadable; what `bytes` throws.
 */
export async function* readTar(
  bytes: AsyncIterable<Uint8Array>,
  onOther: (name: string, kind: string) => void,
): AsyncGenerator<TreeEntry> {
  const tar = extract();
  let failure: { error: unknown } | undefined;
  const source = Readable.from(
    caught(bytes, (error) => (failure = { error })),
    { objectMode: false },
  );
  source.on('error', (error) => (tar as unknown as Readable).destroy(error));
  source.pipe(tar as unknown as NodeJS.WritableStream);
  try {
    for await (const entry of tar) {
      const found = entryOf(entry.header, entry as unknown as AsyncIterable<Uint8Array>);
      if (found === undefined) onOther(entry.header.name, entry.header.type);
      else yield found;
      // Also what nobody has read goes by.
      entry.resume();
    }
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    throw asUnreadable(error);
  } finally {
    source.destroy();
  }
  if (failure !== undefined) throw failure.error;
}

function entryOf(header: Header, body: AsyncIterable<Uint8Array>): TreeEntry | undefined {
  const { name: path, mode, mtime, type, size, linkname } = header;
  const base = { path, mode: mode & 0o7777, mtime, size: 0, target: '', body: noBytes() };
  switch (type) {
    case 'directory':
      return { ...base, kind: 'folder' };
    case 'symlink':
      return { ...base, kind: 'symlink', target: linkname };
    case 'link':
      return { ...base, kind: 'hardlink', target: linkname };
    case 'file':
    case 'contiguous-file':
      return { ...base, kind: 'file', size, body };
    default:
      return undefined;
  }
}

async function* caught<T>(source: AsyncIterable<T>, onError: (error: unknown) => void): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    onError(error);
    throw error;
  }
}

function asUnreadable(error: unknown): unknown {
  if (error instanceof Error && /header|unexpected end of data|invalid tar|format/i.test(error.message)) {
    return new ArtifactError('archive_unreadable', `the archive is no tar, or is cut off: ${error.message}`);
  }
  return error;
}

/** Reads a tree to its end for what its checks throw. */
export async function drain(tree: Tree): Promise<void> {
  for await (const { body } of tree) for await (const _ of body);
}
