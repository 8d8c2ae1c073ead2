import type { JetStreamClient, JetStreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { StreamSettings } from './streams.ts';

const BUCKETS = { names: 'names', agents: 'agents', caches: 'caches' } as const;

/** A key-value bucket, with what the driver's does not do: deletion that leaves nothing, and lists by request. */
export class Bucket {
  readonly kv: KV;
  readonly #jsm: JetStreamManager;
  readonly #name: string;

  constructor(kv: KV, jsm: JetStreamManager, name: string) {
    this.kv = kv;
    this.#jsm = jsm;
    this.#name = name;
  }

  /**
   * Removes the values of a key, or of all keys that a pattern with `*` or `>` matches. The driver's own deletion
   * leaves a marker for ever.
   *
   * @param upTo only what is not newer than this revision.
   */
  async remove(pattern: string, upTo?: number): Promise<void> {
    const filter = `$KV.${this.#name}.${pattern}`;
    await this.#jsm.streams.purge(
      `KV_${this.#name}`,
      upTo === undefined ? { filter } : { filter, seq: upTo + 1 },
    );
  }

  /** Keys that match a pattern, in no order, as the bucket's leader has them: a replica may be behind. The driver pages. */
  async keys(pattern: string): Promise<string[]> {
    const prefix = `$KV.${this.#name}.`;
    const { state } = await this.#jsm.streams.info(`KV_${this.#name}`, {
      subjects_filter: `${prefix}${pattern}`,
    });
    return Object.keys(state.subjects ?? {}).map((subject) => subject.slice(prefix.length));
  }
}

export interface Buckets {
  /** `<namespace>.<name>`: uid. */
  names: Bucket;
  /** `beat.<agent>`: its heartbeat; `pool.<name>`: its placement; `holds.<agent>.<uid>.<namespace>.<name>`: nothing. */
  agents: Bucket;
  /** `<namespace>.<cache>.<key>`: outputs of a node. */
  caches: Bucket;
}

/** Makes the buckets, or opens them. Reads go to the leader (no direct reads): a name just reserved is seen. */
export async function openBuckets(
  js: JetStreamClient,
  jsm: JetStreamManager,
  settings: StreamSettings,
): Promise<Buckets> {
  const open = async (name: string): Promise<Bucket> => {
    const { replicas, storage } = settings;
    const kv = await new Kvm(js).create(name, { replicas, storage, history: 1, allow_direct: false });
    const { config } = await jsm.streams.info(`KV_${name}`);
    if (config.num_replicas !== replicas) {
      await jsm.streams.update(`KV_${name}`, { ...config, num_replicas: replicas });
    }
    return new Bucket(kv, jsm, name);
  };
  return {
    names: await open(BUCKETS.names),
    agents: await open(BUCKETS.agents),
    caches: await open(BUCKETS.caches),
  };
}
