import { DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { systemClock } from '@tiphys/clock/system';
import type { ResourceChange, ResourceKey } from '../resource-store.ts';
import { type BucketConnection, type OpenBucket, STREAM } from './bucket-connection.ts';
import { keyOf, resourceKeyOf } from './key-codec.ts';

const RETRY_MS = 500;
const BATCH = 256;

interface Watching {
  onChange: (change: ResourceChange) => void;
  onCaughtUp: (revision: number) => void;
  signal: AbortSignal;
}

/**
 * Everything that there is, and every change, until the signal. After each cut of the connection stock is taken
 * anew: what has not changed is not told again, and what is not there any more is told as deleted, also where the
 * marker of its deletion has gone meanwhile.
 */
export async function watchBucket(
  bucket: BucketConnection,
  onChange: (change: ResourceChange) => void,
  onCaughtUp: (revision: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const known = new Known({ onChange, onCaughtUp, signal });
  while (!signal.aborted) {
    try {
      await watchOnce(await bucket.open(signal), known, signal);
    } catch {
      // Whatever it was, the next attempt finds out anew; calls of the store say what is wrong.
      bucket.reset();
    }
    await systemClock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

/** What has been told: keys with their revisions. */
class Known {
  readonly #watching: Watching;
  #revisions = new Map<string, { key: ResourceKey; revision: number }>();
  #seen = new Set<string>();
  #caughtUp = false;

  constructor(watching: Watching) {
    this.#watching = watching;
  }

  begin(): void {
    this.#seen = new Set();
    this.#caughtUp = false;
  }

  take(message: JsMsg): void {
    const key = resourceKeyOf(message.subject);
    if (key === undefined || this.#watching.signal.aborted) return;
    const id = keyOf(key);
    this.#seen.add(id);
    const before = this.#revisions.get(id);
    if (message.headers?.has('KV-Operation') || message.headers?.has('Nats-Marker-Reason')) {
      this.#revisions.delete(id);
      if (before !== undefined) this.#tell({ ...key, revision: message.seq, body: undefined });
      return;
    }
    if (before?.revision === message.seq) return;
    this.#revisions.set(id, { key, revision: message.seq });
    this.#tell({ ...key, revision: message.seq, body: message.string() });
  }

  /** Everything up to the revision has been taken. */
  reached(revision: number): void {
    if (this.#watching.signal.aborted) return;
    if (!this.#caughtUp) {
      for (const [id, { key }] of this.#revisions) {
        if (this.#seen.has(id)) continue;
        this.#revisions.delete(id);
        this.#tell({ ...key, revision, body: undefined });
      }
      this.#caughtUp = true;
      this.#seen.clear();
    }
    this.#watching.onCaughtUp(revision);
  }

  #tell(change: ResourceChange): void {
    this.#watching.onChange(change);
  }
}

async function watchOnce({ nc, js, jsm }: OpenBucket, known: Known, signal: AbortSignal): Promise<void> {
  known.begin();
  const { last_seq: last } = (await jsm.streams.info(STREAM)).state;
  const consumer = await js.consumers.get(STREAM, { deliver_policy: DeliverPolicy.LastPerSubject });
  const { num_pending: waiting } = await consumer.info(true);
  const messages = await consumer.consume({ max_messages: BATCH });
  const close = (): void => void messages.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  const statuses = closeWhenCut(nc, close);
  try {
    if (waiting === 0) known.reached(last);
    for await (const message of messages) {
      known.take(message);
      if (message.info.pending === 0) known.reached(Math.max(last, message.seq));
    }
  } finally {
    signal.removeEventListener('abort', close);
    statuses.stop();
    close();
    if (!nc.isClosed()) consumer.delete().catch(() => undefined);
  }
}

function closeWhenCut(nc: NatsConnection, close: () => void): { stop(): void } {
  const statuses = nc.status();
  void (async () => {
    for await (const { type } of statuses) if (type === 'disconnect' || type === 'reconnect') close();
    close();
  })();
  return { stop: () => (statuses as { stop?: () => void }).stop?.() };
}
