import { gzipSync } from 'node:zlib';
import { type Header, pack } from 'tar-stream';
import type { Tree, TreeEntry } from '../tree-entry.ts';

export type SampleEntry = Partial<Header> & { name: string; text?: string };

/** A tar archive with whatever entries a test wants, legal or not. */
export async function sampleTar(...entries: SampleEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { text = '', ...header } of entries) archive.entry(header, text);
  archive.finalize();
  const parts: Uint8Array[] = [];
  for await (const part of archive) parts.push(part as Uint8Array);
  return Buffer.concat(parts);
}

export async function sampleTgz(...entries: SampleEntry[]): Promise<Buffer> {
  return gzipSync(await sampleTar(...entries));
}

/** A tree as lines: path, kind, mode, and text or target. */
export async function described(tree: Tree): Promise<string[]> {
  const lines: string[] = [];
  for await (const entry of tree) lines.push(await line(entry));
  return lines;
}

async function line({ path, kind, mode, target, body }: TreeEntry): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  const text = kind === 'file' ? Buffer.concat(parts).toString('utf8') : target;
  return `${path} ${kind} ${mode.toString(8)} ${JSON.stringify(text)}`;
}

export async function* bytes(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? new TextEncoder().encode(part) : part;
}

export async function collected(source: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source ?? []) parts.push(part);
  return Buffer.concat(parts);
}
