import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { ArchiveStrategy } from '@tiphys/spec';
import { ArtifactError } from '../artifact-error.ts';
import { noBytes, type Tree, type TreeEntry } from '../tree-entry.ts';
import { type ArchiveLimits, UnpackedCount } from './archive-limits.ts';
import { EntryNames } from './entry-names.ts';
import { gunzip, gunzipHead, isGzip } from './gzip.ts';
import { drain, readTar } from './read-tar.ts';
import { readZip } from './zip.ts';

const HEAD_BYTES = 4096;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

export type Packing = 'none' | 'tar' | 'tgz' | 'zip';

/**
 * How a downloaded file is packed, by Argo's rule (executor.go, unarchiveArtifact): as `archive` says; where it says
 * nothing, a gzipped tar is one, and nothing else is.
 */
export async function packingOf(file: string, archive: ArchiveStrategy | undefined): Promise<Packing> {
  if (archive?.none !== undefined) return 'none';
  if (archive?.zip !== undefined) return 'zip';
  const head = await headOf(file);
  const gzipped = isGzip(head);
  if (archive?.tar !== undefined) return gzipped ? 'tgz' : 'tar';
  return gzipped && isTarHeader(gunzipHead(head)) ? 'tgz' : 'none';
}

/**
 * What a downloaded file holds, as what is to lie at the artifact's path: an archive with one thing at its top is that
 * thing, one with several is a folder of them (executor.go, unpack).
 *
 * All of an archive is looked at before anything of it is given out.
 *
 * @throws ArtifactError archive_unsafe, archive_too_large, archive_unreadable.
 */
export async function unpacked(file: string, packing: Packing, limits: ArchiveLimits): Promise<() => Tree> {
  if (packing === 'none') return () => asItIs(file);
  const { size } = await stat(file);
  const entries = (): Tree => checked(rawEntries(file, packing), new UnpackedCount(limits, size));
  const tops = new Set<string>();
  await drain(
    noting(entries(), ({ path }) => {
      if (path !== '') tops.add(path.split('/')[0] ?? '');
    }),
  );
  const [top = ''] = tops.size === 1 ? tops : [];
  return () => placedAtRoot(entries(), top);
}

function rawEntries(file: string, packing: Exclude<Packing, 'none'>): Tree {
  if (packing === 'zip') return readZip(file);
  const bytes = createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
  return readTar(packing === 'tgz' ? gunzip(bytes) : bytes, (name, kind) => {
    throw new ArtifactError('archive_unsafe', `the archive is refused: ${name} is a ${kind}`);
  });
}

async function* checked(tree: Tree, count: UnpackedCount): AsyncGenerator<TreeEntry> {
  const names = new EntryNames();
  for await (const entry of tree) {
    count.entry();
    const path = names.clean(entry.path);
    if (path === '' && entry.kind !== 'folder') continue;
    if (entry.kind === 'symlink') names.symlink(path, entry.target);
    if (entry.kind === 'file') names.file(path);
    const target = entry.kind === 'hardlink' ? names.hardlink(path, entry.target) : entry.target;
    yield { ...entry, path, target, body: counted(entry.body, count) };
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, count: UnpackedCount): AsyncGenerator<Uint8Array> {
  for await (const part of body) {
    count.add(part.length);
    yield part;
  }
}

async function* noting(tree: Tree, note: (entry: TreeEntry) => void): AsyncGenerator<TreeEntry> {
  for await (const entry of tree) {
    note(entry);
    yield entry;
  }
}

/** @param top the one name at the top, which falls away; empty: there are several. */
async function* placedAtRoot(tree: Tree, top: string): AsyncGenerator<TreeEntry> {
  let rootGiven = false;
  const folder: TreeEntry = {
    path: '',
    kind: 'folder',
    mode: FOLDER_MODE,
    mtime: undefined,
    size: 0,
    target: '',
    body: noBytes(),
  };
  for await (const entry of tree) {
    if (top === '') {
      if (!rootGiven) yield folder;
      rootGiven = true;
      if (entry.path !== '') yield entry;
      continue;
    }
    if (entry.path === '') continue;
    const path = entry.path === top ? '' : entry.path.slice(top.length + 1);
    if (!rootGiven && path !== '') yield folder;
    rootGiven = true;
    const target = entry.kind === 'hardlink' ? entry.target.slice(top.length + 1) : entry.target;
    yield { ...entry, path, target };
  }
  if (!rootGiven) yield folder;
}

async function* asItIs(file: string): AsyncGenerator<TreeEntry> {
  const { size } = await stat(file);
  const body = size === 0 ? noBytes() : createReadStream(file, { highWaterMark: 256 * 1024 });
  yield {
    path: '',
    kind: 'file',
    mode: FILE_MODE,
    mtime: undefined,
    size,
    target: '',
    body: body as AsyncIterable<Uint8Array>,
  };
}

async function headOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether the sum of a tar header is what it says; an archive of nothing has none, as in Go. */
function isTarHeader(block: Uint8Array): boolean {
  if (block.length < 512) return false;
  const stated = Number.parseInt(
    Buffer.from(block.subarray(148, 156)).toString('latin1').replaceAll('\0', ' ').trim(),
    8,
  );
  let sum = 8 * 32;
  for (let index = 0; index < 512; index += 1) {
    if (index < 148 || index >= 156) sum += block[index] ?? 0;
  }
  return sum === stated && sum !== 8 * 32;
}
