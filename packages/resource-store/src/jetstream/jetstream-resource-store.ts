import { JetStreamApiError } from '@nats-io/jetstream';
import type { KvEntry } from '@nats-io/kv';
import { ResourceStoreError } from '../errors.ts';
import { compareKeys, keyName } from '../key-name.ts';
import type {
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceKind,
  ResourceStore,
} from '../resource-store.ts';
import {
  BucketConnection,
  type JetStreamResourceStoreOptions,
  type OpenBucket,
  STREAM,
} from './bucket-connection.ts';
import { keyOf, patternOf, resourceKeyOf, subjectOf } from './key-codec.ts';
import { watchBucket } from './watch-bucket.ts';

export type { JetStreamResourceStoreOptions } from './bucket-connection.ts';

/** nats-server's numbers for "wrong last sequence". */
const WRONG_LAST_SEQUENCE = [10071, 10164];
/** Goes before the marker of a deletion goes: room for the headers. */
const HEADER_BYTES = 512;
/** How long the marker of a deletion stays; later a watcher that was away sees that the object is not there. */
const MARKER_TTL = '24h';
/** How often a deletion is tried beside others who write. */
const DELETE_ATTEMPTS = 20;
/** So many objects are read at the same time. */
const READ_AHEAD = 64;

/** Objects in a key-value bucket of JetStream; a revision is a sequence of its stream. */
export class JetStreamResourceStore implements ResourceStore {
  readonly #bucket: BucketConnection;

  constructor(options: JetStreamResourceStoreOptions) {
    this.#bucket = new BucketConnection(options);
  }

  get(key: ResourceKey, signal?: AbortSignal): Promise<Resource | undefined> {
    return this.#bucket.call(
      `read ${keyName(key)}`,
      async ({ kv }) => resourceOf(key, await kv.get(keyOf(key))),
      signal,
    );
  }

  list(kind: ResourceKind, namespace?: string, signal?: AbortSignal): Promise<Resource[]> {
    return this.#bucket.call(
      `list ${kind}`,
      async (bucket) => {
        const keys = await keysOf(bucket, patternOf(kind, namespace));
        const found: Resource[] = [];
        for (let index = 0; index < keys.length; index += READ_AHEAD) {
          const some = keys.slice(index, index + READ_AHEAD);
          const read = some.map(async (key) => resourceOf(key, await bucket.kv.get(keyOf(key))));
          for (const resource of await Promise.all(read)) if (resource !== undefined) found.push(resource);
        }
        return found.sort(compareKeys);
      },
      signal,
    );
  }

  create(key: ResourceKey, body: string, signal?: AbortSignal): Promise<number | undefined> {
    return this.#write(`create ${keyName(key)}`, key, body, ({ kv }) => kv.create(keyOf(key), body), signal);
  }

  update(
    key: ResourceKey,
    body: string,
    revision: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    // Revision 0 would mean to the broker that there is none yet.
    if (revision <= 0) return Promise.resolve(undefined);
    const update = async ({ kv }: OpenBucket): Promise<number | undefined> => {
      const there = resourceOf(key, await kv.get(keyOf(key)));
      // The marker of a deletion has a revision too.
      if (there?.revision !== revision) return undefined;
      return kv.update(keyOf(key), body, revision);
    };
    return this.#write(`update ${keyName(key)}`, key, body, update, signal);
  }

  delete(key: ResourceKey, signal?: AbortSignal): Promise<boolean> {
    const what = `delete ${keyName(key)}`;
    const remove = async ({ kv }: OpenBucket): Promise<boolean> => {
      for (let attempt = 0; attempt < DELETE_ATTEMPTS; attempt += 1) {
        const there = resourceOf(key, await kv.get(keyOf(key)));
        if (there === undefined) return false;
        const purged = kv.purge(keyOf(key), { previousSeq: there.revision, ttl: MARKER_TTL });
        if (await unlessLate(purged.then(() => true))) return true;
      }
      throw new ResourceStoreError('store_unavailable', `${what}: it changes too often`);
    };
    return this.#bucket.call(what, remove, signal);
  }

  lastRevision(signal?: AbortSignal): Promise<number> {
    return this.#bucket.call('read the last revision', ({ jsm }) => lastSequence(jsm), signal);
  }

  watch(
    onChange: (change: ResourceChange) => void,
    onCaughtUp: (revision: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return watchBucket(this.#bucket, onChange, onCaughtUp, signal);
  }

  #write(
    what: string,
    key: ResourceKey,
    body: string,
    write: (bucket: OpenBucket) => Promise<number | undefined>,
    signal: AbortSignal | undefined,
  ): Promise<number | undefined> {
    return this.#bucket.call(
      what,
      (bucket) => {
        const bytes = Buffer.byteLength(body);
        const most = (bucket.nc.info?.max_payload ?? Number.POSITIVE_INFINITY) - HEADER_BYTES;
        if (bytes > most) {
          throw new ResourceStoreError(
            'resource_too_large',
            `${keyName(key)} has ${bytes} bytes, the store takes at most ${most}`,
          );
        }
        return unlessLate(write(bucket));
      },
      signal,
    );
  }
}

async function lastSequence(jsm: OpenBucket['jsm']): Promise<number> {
  return (await jsm.streams.info(STREAM)).state.last_seq;
}

/** Keys of what is there, and of what was deleted of late. */
async function keysOf({ jsm }: OpenBucket, pattern: string): Promise<ResourceKey[]> {
  const { state } = await jsm.streams.info(STREAM, { subjects_filter: subjectOf(pattern) });
  return Object.keys(state.subjects ?? {})
    .map(resourceKeyOf)
    .filter((key) => key !== undefined);
}

function resourceOf({ kind, namespace, name }: ResourceKey, entry: KvEntry | null): Resource | undefined {
  if (entry === null || entry.operation !== 'PUT') return undefined;
  return { kind, namespace, name, revision: entry.revision, body: entry.string() };
}

/** Undefined where somebody else's write was first. */
async function unlessLate<T>(writing: Promise<T>): Promise<T | undefined> {
  try {
    return await writing;
  } catch (error) {
    if (error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.includes(error.code)) return undefined;
    throw error;
  }
}
