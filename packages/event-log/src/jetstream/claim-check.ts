import { createHash } from 'node:crypto';
import type { JetStreamPublishOptions, PubAck } from '@nats-io/jetstream';
import { ObjectStoreError } from '@tiphys/object-store';
import { JetStreamObjectStore } from '@tiphys/object-store/jetstream';
import { checkPayload, EventLogError } from '../errors.ts';
import type { JetStreamLink } from './link.ts';

const BUCKET = 'payloads';
/** No message of ours begins with a zero: there is no field of that number. */
const MARK = Buffer.from('\0tiphys-claim:', 'latin1');
/** What the broker counts besides the body: subject and headers. */
const ROOM_FOR_HEADERS = 4 * 1024;
/** No broker takes less; so what is below needs no look at its limit. */
const SURELY_SMALL = 64 * 1024;
/** What one message may refer to. */
export const MAX_CLAIMED_BYTES = 32 * 1024 * 1024;
const RETRY_MS = 500;

export function isClaim(data: Uint8Array): boolean {
  return data.length > MARK.length && MARK.equals(data.subarray(0, MARK.length));
}

/**
 * Lets messages be larger than the broker takes: their bytes lie in an object store, and the message says where.
 * Objects are named by workflow and content, so that a repetition writes the same one, and go with the workflow.
 */
export class ClaimCheck {
  readonly #link: JetStreamLink;
  readonly #store: JetStreamObjectStore;

  constructor(link: JetStreamLink) {
    this.#link = link;
    this.#store = new JetStreamObjectStore({
      connection: async (signal) => (await link.call('payloads', async (online) => online, signal)).nc,
      bucket: BUCKET,
      replicas: link.settings.replicas,
      storage: link.settings.storage === 'memory' ? 'memory' : 'file',
      clock: link.clock,
      requestTimeoutMs: link.requestTimeoutMs,
    });
  }

  /** Stores a message, by reference where it is too large. @throws as `link.publish`. */
  async publish(
    what: string,
    uid: string,
    subject: string,
    body: Uint8Array,
    options: Partial<JetStreamPublishOptions>,
    signal?: AbortSignal,
  ): Promise<PubAck> {
    const sent = body.length <= SURELY_SMALL ? body : await this.#leave(what, uid, body, signal);
    return this.#link.publish(what, subject, sent, options, signal);
  }

  /**
   * The body of a message.
   *
   * @throws EventLogError corrupt_message where it refers to what is not there.
   */
  async read(data: Uint8Array, signal?: AbortSignal): Promise<Uint8Array> {
    if (!isClaim(data)) return data;
    const key = Buffer.from(data.subarray(MARK.length)).toString('utf8');
    const body = await this.#asked(`read ${key}`, () => this.#bytes(key, signal));
    if (body === undefined) throw new EventLogError('corrupt_message', `the payload ${key} is not there`);
    return body;
  }

  /** The same, however long the store is away; @throws the signal's reason. */
  async readPatiently(data: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    for (;;) {
      try {
        return await this.read(data, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof EventLogError) || !error.retryable) throw error;
        this.#link.logger.debug('a payload cannot be read; trying again', { error });
      }
      await this.#link.clock.sleep(RETRY_MS, signal);
    }
  }

  /** Forgets a workflow's payloads, but for the one that a message still refers to. */
  async remove(uid: string, kept: Uint8Array | undefined, signal?: AbortSignal): Promise<void> {
    const keptKey =
      kept === undefined || !isClaim(kept) ? '' : Buffer.from(kept.subarray(MARK.length)).toString('utf8');
    await this.#asked(`remove payloads of ${uid}`, async () => {
      for await (const key of this.#store.list(`${uid}/`, signal)) {
        if (key !== keptKey) await this.#store.delete(key, signal);
      }
    });
  }

  async #leave(
    what: string,
    uid: string,
    body: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const limit = await this.#link.call(
      what,
      async ({ nc }) => nc.info?.max_payload ?? Number.POSITIVE_INFINITY,
      signal,
    );
    if (body.length + ROOM_FOR_HEADERS <= limit) return body;
    checkPayload(what, body.length, MAX_CLAIMED_BYTES);
    const key = `${uid}/${createHash('sha256').update(body).digest('hex')}`;
    await this.#asked(what, async () => {
      // The same bytes may be there from a call whose answer was lost.
      if ((await this.#store.size(key, signal)) !== body.length)
        await this.#store.put(key, once(body), signal);
    });
    return Buffer.concat([MARK, Buffer.from(key, 'utf8')]);
  }

  async #bytes(key: string, signal: AbortSignal | undefined): Promise<Uint8Array | undefined> {
    const object = await this.#store.get(key, signal);
    if (object === undefined) return undefined;
    const parts: Uint8Array[] = [];
    for await (const part of object) parts.push(part);
    return new Uint8Array(Buffer.concat(parts));
  }

  async #asked<T>(what: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      const code = error.retryable ? 'broker_unavailable' : 'broker_unsuitable';
      throw new EventLogError(code, `${what}: ${error.message}`, { cause: error });
    }
  }
}

async function* once(body: Uint8Array): AsyncGenerator<Uint8Array> {
  yield body;
}
