import { PassThrough, pipeline, Readable } from 'node:stream';
import { constants, createGunzip, createGzip, gunzipSync } from 'node:zlib';
import { ArtifactError } from '../artifact-error.ts';

const CHUNK_BYTES = 128 * 1024;

/** @param level 0 (stored) to 9; undefined: gzip's own. */
export function gzip(bytes: AsyncIterable<Uint8Array>, level: number | undefined): AsyncIterable<Uint8Array> {
  return through(bytes, createGzip({ chunkSize: CHUNK_BYTES, ...(level === undefined ? {} : { level }) }));
}

/** @throws ArtifactError archive_unreadable. */
export async function* gunzip(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* through(bytes, createGunzip({ chunkSize: CHUNK_BYTES }));
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (typeof code === 'string' && code.startsWith('Z_')) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ArtifactError('archive_unreadable', `the archive is no gzip, or is cut off: ${reason}`);
    }
    throw error;
  }
}

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Enough for a gzip's own header and the first block of what it holds; unpacks to 4 MiB at most. */
const HEAD_BYTES = 4096;

/** The first bytes of what a gzip holds; empty where it holds none that can be read. */
export function gunzipHead(head: Uint8Array): Uint8Array {
  try {
    return gunzipSync(head.subarray(0, HEAD_BYTES), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array();
  }
}

async function* through(
  bytes: AsyncIterable<Uint8Array>,
  transform: NodeJS.ReadWriteStream,
): AsyncGenerator<Uint8Array> {
  const out = new PassThrough({ highWaterMark: 2 * CHUNK_BYTES });
  const source = Readable.from(bytes, { objectMode: false });
  let failure: { error: unknown } | undefined;
  pipeline(source, transform, out, (error) => {
    if (error) failure = { error };
  });
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
  } catch (error) {
    throw failure?.error ?? error;
  } finally {
    source.destroy();
    out.destroy();
  }
}
