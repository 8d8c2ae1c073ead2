import { type JetStreamClient, type JetStreamManager, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { ResourceStoreError } from '../errors.ts';

export const BUCKET = 'resources';
export const STREAM = `KV_${BUCKET}`;
const REQUEST_TIMEOUT_MS = 5_000;
/** Deletions leave a marker that goes after this time; watchers that were away take stock of what there is. */
const MARKER_TTL_MS = 24 * 3_600_000;

export interface JetStreamResourceStoreOptions {
  /** The broker's connection; waits until there is one. Event-log's JetStreamBroker has it. */
  connection: (signal?: AbortSignal) => Promise<NatsConnection>;
  /** Copies of the bucket, 1 to 5; default 1. */
  replicas?: number;
  /** Default file. */
  storage?: 'file' | 'memory';
  /** How long a call may take, waiting for the connection included; default 5,000 ms. */
  requestTimeoutMs?: number;
}

export interface OpenBucket {
  nc: NatsConnection;
  js: JetStreamClient;
  jsm: JetStreamManager;
  kv: KV;
}

/** The bucket on whatever connection there is, made where it is not there. */
export class BucketConnection {
  readonly #options: JetStreamResourceStoreOptions;
  readonly #timeoutMs: number;
  #open: { nc: NatsConnection; bucket: Promise<OpenBucket> } | undefined;

  constructor(options: JetStreamResourceStoreOptions) {
    this.#options = options;
    this.#timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  }

  /** Waits as long as the signal allows. */
  async open(signal: AbortSignal): Promise<OpenBucket> {
    const nc = await this.#options.connection(signal);
    if (this.#open?.nc !== nc) {
      const opening = { nc, bucket: this.#prepare(nc) };
      this.#open = opening;
      opening.bucket.catch(() => this.#forget(opening));
    }
    return this.#open.bucket;
  }

  /** The bucket may be gone, with the store of a broker: it is made anew at the next call. */
  reset(): void {
    this.#open = undefined;
  }

  /**
   * Asks the store something.
   *
   * @param what for the error: "read ConfigMap argo/limits".
   * @throws ResourceStoreError store_unavailable for every failure of the broker.
   */
  async call<T>(what: string, run: (bucket: OpenBucket) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const timeUp = AbortSignal.timeout(this.#timeoutMs);
    const all = signal === undefined ? timeUp : AbortSignal.any([timeUp, signal]);
    try {
      return await abortable(this.open(all).then(run), all);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof ResourceStoreError) throw error;
      this.reset();
      const reason = error instanceof Error ? error.message : String(error);
      throw new ResourceStoreError('store_unavailable', `${what}: ${reason}`, { cause: error });
    }
  }

  #forget(opening: object): void {
    if (this.#open === opening) this.#open = undefined;
  }

  async #prepare(nc: NatsConnection): Promise<OpenBucket> {
    const { replicas = 1, storage = 'file' } = this.#options;
    const options = { timeout: this.#timeoutMs };
    const jsm = await jetstreamManager(nc, options);
    const js = jetstream(nc, options);
    // Reads go to the leader (no direct reads): what was just written is seen.
    const settings = { replicas, storage, history: 1, allow_direct: false, markerTTL: MARKER_TTL_MS };
    const kv = await new Kvm(js).create(BUCKET, settings);
    const { config } = await jsm.streams.info(STREAM);
    if (config.num_replicas !== replicas)
      await jsm.streams.update(STREAM, { ...config, num_replicas: replicas });
    return { nc, js, jsm, kv };
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    if (signal.aborted) onAbort();
  });
}
