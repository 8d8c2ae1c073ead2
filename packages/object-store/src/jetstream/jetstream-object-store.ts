import { createHash } from 'node:crypto';
import { headers, type NatsConnection, nuid } from '@nats-io/nats-core';
import type { Clock } from '@tiphys/clock';
import { systemClock } from '@tiphys/clock/system';
import { compareKeys } from '../key-order.ts';
import type { ObjectStore } from '../object-store.ts';
import { chunked } from './chunked.ts';
import {
  type BucketSettings,
  chunkSubject,
  keyOf,
  metaSubject,
  type ObjectBucket,
  type ObjectMeta,
  openBucket,
} from './object-bucket.ts';
import { digestOf, readChunks } from './read-chunks.ts';
import { asStoreError, isStreamMissing } from './store-failure.ts';

export interface JetStreamObjectStoreOptions extends Partial<BucketSettings> {
  /** The connection to use; waits where there is none. */
  connection: (signal?: AbortSignal) => Promise<NatsConnection>;
  bucket: string;
  /** Default: the host's. */
  clock?: Clock;
}

const CHUNK_BYTES = 256 * 1024;
/** What the broker wants beside a message's body. */
const OVERHEAD_BYTES = 1024;
/** Chunks on their way at a time: the round trip of one is the time of the next. */
const IN_FLIGHT = 4;
const REQUEST_TIMEOUT_MS = 10_000;
/** After this time nobody is writing an object any more that has chunks only. */
const ABANDONED_MS = 24 * 3_600_000;

/**
 * Objects in a bucket of JetStream's. An object is there from the moment of its meta, so that one half written, or a
 * reader of the one before, never sees a mixture.
 */
export class JetStreamObjectStore implements ObjectStore {
  readonly #options: JetStreamObjectStoreOptions;
  readonly #settings: BucketSettings;
  readonly #clock: Clock;
  #opened: { nc: NatsConnection; bucket: Promise<ObjectBucket> } | undefined;

  constructor(options: JetStreamObjectStoreOptions) {
    const { bucket, replicas = 1, storage = 'file', requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
    this.#options = options;
    this.#settings = { bucket, replicas, storage, requestTimeoutMs };
    this.#clock = options.clock ?? systemClock;
  }

  async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number> {
    return this.#call(`put ${key}`, signal, async (opened) => {
      const { bucket } = this.#settings;
      const before = await this.#meta(opened, key);
      const id = nuid.next();
      try {
        const meta = await this.#writeChunks(opened, { key, id }, body, signal);
        const rollup = headers();
        rollup.set('Nats-Rollup', 'sub');
        await opened.js.publish(metaSubject(bucket, key), JSON.stringify(meta), { headers: rollup });
        if (before !== undefined) await this.#purge(opened, chunkSubject(bucket, before.nuid));
        return meta.size;
      } catch (error) {
        await this.#purge(opened, chunkSubject(bucket, id));
        throw error;
      }
    });
  }

  async get(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    return this.#call(`get ${key}`, signal, async (opened) => {
      const meta = await this.#meta(opened, key);
      return meta === undefined ? undefined : this.#read(meta, signal);
    });
  }

  async size(key: string, signal?: AbortSignal): Promise<number | undefined> {
    return this.#call(`look at ${key}`, signal, async (opened) => (await this.#meta(opened, key))?.size);
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncIterable<string> {
    const keys = await this.#call(`list ${prefix}`, signal, (opened) => this.#keys(opened));
    for (const key of keys.filter((one) => one.startsWith(prefix)).sort(compareKeys)) {
      signal?.throwIfAborted();
      yield key;
    }
  }

  async delete(key: string, signal?: AbortSignal): Promise<boolean> {
    return this.#call(`delete ${key}`, signal, async (opened) => {
      const { bucket } = this.#settings;
      const meta = await this.#meta(opened, key);
      if (meta === undefined) return false;
      // The meta first: an object without its bytes would be worse than bytes without an object.
      const { purged } = await opened.jsm.streams.purge(opened.stream, { filter: metaSubject(bucket, key) });
      await this.#purge(opened, chunkSubject(bucket, meta.nuid));
      return purged > 0;
    });
  }

  /**
   * Removes chunks that no object has: those of writers that died more than a day ago.
   *
   * @returns of how many objects.
   */
  async removeAbandoned(signal?: AbortSignal): Promise<number> {
    return this.#call('remove what was abandoned', signal, async (opened) => {
      const { bucket } = this.#settings;
      const chunks = await this.#subjects(opened, `$O.${bucket}.C.>`);
      const known = new Set<string>();
      for (const key of await this.#keys(opened)) {
        const meta = await this.#meta(opened, key);
        if (meta !== undefined) known.add(chunkSubject(bucket, meta.nuid));
      }
      let removed = 0;
      for (const subject of chunks.filter((one) => !known.has(one))) {
        signal?.throwIfAborted();
        const last = await opened.jsm.streams.getMessage(opened.stream, { last_by_subj: subject });
        if (last === null || last.time.getTime() > this.#clock.now() - ABANDONED_MS) continue;
        await this.#purge(opened, subject);
        removed += 1;
      }
      return removed;
    });
  }

  async #writeChunks(
    { nc, js }: ObjectBucket,
    { key, id }: { key: string; id: string },
    body: AsyncIterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<ObjectMeta> {
    const { bucket } = this.#settings;
    const chunkBytes = Math.min(CHUNK_BYTES, (nc.info?.max_payload ?? CHUNK_BYTES) - OVERHEAD_BYTES);
    const hash = createHash('sha256');
    const sent: Promise<{ error?: unknown }>[] = [];
    const oldest = async (): Promise<void> => {
      const { error } = (await sent.shift()) ?? {};
      if (error !== undefined) throw error;
    };
    let size = 0;
    let chunks = 0;
    try {
      for await (const chunk of chunked(body, chunkBytes)) {
        signal?.throwIfAborted();
        hash.update(chunk);
        size += chunk.length;
        chunks += 1;
        const published = js.publish(chunkSubject(bucket, id), chunk);
        sent.push(
          published.then(
            () => ({}),
            (error: unknown) => ({ error }),
          ),
        );
        if (sent.length >= IN_FLIGHT) await oldest();
      }
      while (sent.length > 0) await oldest();
    } finally {
      // A chunk that arrives after the purge of a failed object would stay.
      await Promise.all(sent);
    }
    signal?.throwIfAborted();
    const mtime = new Date(this.#clock.now()).toISOString();
    const options = { max_chunk_size: chunkBytes };
    return { name: key, bucket, nuid: id, size, chunks, digest: digestOf(hash), mtime, options };
  }

  async *#read(meta: ObjectMeta, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const { bucket, requestTimeoutMs } = this.#settings;
    const open = (): Promise<ObjectBucket> => this.#open(signal);
    try {
      yield* readChunks({ bucket, clock: this.#clock, requestTimeoutMs, open }, meta, signal);
    } catch (error) {
      throw asStoreError(`get ${meta.name}`, error);
    }
  }

  async #meta({ jsm, stream }: ObjectBucket, key: string): Promise<ObjectMeta | undefined> {
    const subject = metaSubject(this.#settings.bucket, key);
    const message = await jsm.streams.getMessage(stream, { last_by_subj: subject });
    const meta = message?.json<ObjectMeta>();
    return meta === undefined || meta.deleted === true ? undefined : meta;
  }

  async #keys(opened: ObjectBucket): Promise<string[]> {
    const { bucket } = this.#settings;
    const subjects = await this.#subjects(opened, `$O.${bucket}.M.>`);
    return subjects.map((subject) => keyOf(bucket, subject)).filter((key) => key !== undefined);
  }

  /** The driver pages. */
  async #subjects({ jsm, stream }: ObjectBucket, filter: string): Promise<string[]> {
    const { state } = await jsm.streams.info(stream, { subjects_filter: filter });
    return Object.keys(state.subjects ?? {});
  }

  /** Of what is not referred to any more: a failure leaves bytes, and `removeAbandoned` finds them. */
  async #purge({ jsm, stream }: ObjectBucket, filter: string): Promise<void> {
    await jsm.streams.purge(stream, { filter }).catch(() => undefined);
  }

  async #open(signal: AbortSignal | undefined): Promise<ObjectBucket> {
    const nc = await this.#options.connection(signal);
    if (this.#opened?.nc !== nc) this.#opened = { nc, bucket: openBucket(nc, this.#settings) };
    const { bucket } = this.#opened;
    try {
      return await bucket;
    } catch (error) {
      if (this.#opened?.bucket === bucket) this.#opened = undefined;
      throw error;
    }
  }

  async #call<T>(
    what: string,
    signal: AbortSignal | undefined,
    run: (opened: ObjectBucket) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    try {
      return await run(await this.#open(signal));
    } catch (error) {
      if (isStreamMissing(error)) this.#opened = undefined;
      throw asStoreError(what, error);
    }
  }
}
