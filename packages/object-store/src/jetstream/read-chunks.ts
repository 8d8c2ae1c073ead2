import { createHash } from 'node:crypto';
import { JetStreamError, type StoredMsg } from '@nats-io/jetstream';
import type { Clock } from '@tiphys/clock';
import { ObjectStoreError } from '../object-store-error.ts';
import { chunkSubject, type ObjectBucket, type ObjectMeta } from './object-bucket.ts';

/** How much one request brings, which is what is held of an object at a time. */
const BATCH_BYTES = 4 * 1024 * 1024;
/** A replica that has not got yet what the leader has is asked again after this time. */
const REPLICA_RETRY_MS = 20;

export interface ChunkReading {
  bucket: string;
  clock: Clock;
  requestTimeoutMs: number;
  open: () => Promise<ObjectBucket>;
}

/**
 * The bytes of an object, fetched as they are read: the driver's own reading pushes them, however slow the reader is.
 *
 * @throws ObjectStoreError object_changed where the chunks are gone or are not what was written.
 */
export async function* readChunks(
  { bucket, clock, requestTimeoutMs, open }: ChunkReading,
  meta: ObjectMeta,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const what = `object ${meta.name}`;
  const hash = createHash('sha256');
  let sequence = 0;
  let giveUpAt: number | undefined;
  for (let left = meta.chunks; left > 0; ) {
    signal?.throwIfAborted();
    const { jsm, stream } = await open();
    const batch = await nextBatch(jsm, stream, {
      seq: sequence + 1,
      next_by_subj: chunkSubject(bucket, meta.nuid),
      batch: Math.max(1, Math.min(left, batchSize(meta))),
    });
    for (const { seq, data } of batch) {
      signal?.throwIfAborted();
      hash.update(data);
      sequence = seq;
      left -= 1;
      yield data;
    }
    if (batch.length > 0) {
      giveUpAt = undefined;
      continue;
    }
    giveUpAt ??= clock.now() + requestTimeoutMs;
    if (clock.now() >= giveUpAt) throw new ObjectStoreError('object_changed', `${what}: a part is missing`);
    await clock.sleep(REPLICA_RETRY_MS, signal);
  }
  if (digestOf(hash) !== meta.digest) {
    throw new ObjectStoreError('object_changed', `${what} is not what was written: its digest differs`);
  }
}

/** As the layout writes it: padded base64 for URLs. */
export function digestOf(hash: ReturnType<typeof createHash>): string {
  return `SHA-256=${hash.digest('base64').replaceAll('+', '-').replaceAll('/', '_')}`;
}

function batchSize(meta: ObjectMeta): number {
  return Math.floor(BATCH_BYTES / Math.ceil(meta.size / meta.chunks));
}

async function nextBatch(
  jsm: ObjectBucket['jsm'],
  stream: string,
  query: { seq: number; next_by_subj: string; batch: number },
): Promise<StoredMsg[]> {
  const batch: StoredMsg[] = [];
  try {
    for await (const message of await jsm.direct.getBatch(stream, query)) batch.push(message);
  } catch (error) {
    if (!(error instanceof JetStreamError && /message not found/i.test(error.message))) throw error;
  }
  return batch;
}
