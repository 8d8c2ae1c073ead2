import { type Batch, JetStreamApiError } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/nats-core';
import { isEmptyLock, type LockRecord, type LockStore, type StoredLock } from '../lock-store.ts';
import { isWrongLastSequence } from './failure.ts';
import type { JetStreamLink, Online } from './link.ts';
import { LOCKS } from './streams.ts';
import { decodeToken, encodeToken } from './token.ts';

const EXPECTED = 'Nats-Expected-Last-Subject-Sequence';
const NO_MESSAGE = 10037;
const PREFIX = 'lock.';

/**
 * Locks in a stream with one message a lock. Several are written in one atomic batch, each message with the sequence
 * that it expects: the server takes all of them or none.
 */
export class JetStreamLockStore implements LockStore {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  read(names: readonly string[], signal?: AbortSignal): Promise<StoredLock[]> {
    return this.#link.call(
      `read the locks ${names.join(', ')}`,
      (online) => Promise.all(names.map((name) => readOne(online, name))),
      signal,
    );
  }

  async write(locks: readonly StoredLock[], signal?: AbortSignal): Promise<boolean> {
    const what = `write the locks ${locks.map(({ name }) => name).join(', ')}`;
    return this.#link.call(
      what,
      async (online) => {
        try {
          const written = await writeAll(online, locks, this.#link.requestTimeoutMs);
          await forgetEmpty(online, locks, written);
          return true;
        } catch (error) {
          if (isWrongLastSequence(error) || isRefusedBatch(error)) return false;
          throw error;
        }
      },
      signal,
    );
  }

  names(signal?: AbortSignal): Promise<string[]> {
    return this.#link.call(
      'list the locks',
      async ({ jsm }) => {
        const { state } = await jsm.streams.info(LOCKS, { subjects_filter: `${PREFIX}>` });
        return Object.keys(state.subjects ?? {}).map((subject) => decodeToken(subject.slice(PREFIX.length)));
      },
      signal,
    );
  }
}

async function readOne({ jsm }: Online, name: string): Promise<StoredLock> {
  const nothing = { name, revision: 0, record: { holders: [], queue: [] } };
  try {
    const message = await jsm.streams.getMessage(LOCKS, { last_by_subj: subjectOf(name) });
    if (message === null) return nothing;
    return { name, revision: message.seq, record: JSON.parse(message.string()) as LockRecord };
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === NO_MESSAGE) return nothing;
    throw error;
  }
}

/** @returns the sequence of the last message. */
async function writeAll({ js }: Online, locks: readonly StoredLock[], timeout: number): Promise<number> {
  const [first, ...rest] = locks;
  if (first === undefined) return 0;
  const last = rest.pop();
  const options = { headers: expecting(first), timeout };
  if (last === undefined) return (await js.publish(subjectOf(first.name), bodyOf(first), options)).seq;
  const batch: Batch = await js.startBatch(subjectOf(first.name), bodyOf(first), options);
  for (const lock of rest) {
    batch.add(subjectOf(lock.name), bodyOf(lock), { headers: expecting(lock), ack: false });
  }
  // The driver's type does not say that a commit takes headers, and its code does.
  const ack = await batch.commit(subjectOf(last.name), bodyOf(last), { timeout, headers: expecting(last) });
  return ack.seq;
}

/** The driver knows expectations for single messages only. */
function expecting({ revision }: StoredLock): MsgHdrs {
  const list = headers();
  list.set(EXPECTED, String(revision));
  return list;
}

/** What the driver says when the server's answer to a commit is a refusal. */
function isRefusedBatch(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("batch didn't contain");
}

/** A lock that nobody holds leaves nothing; whoever has read the empty record finds another sequence, and reads again. */
async function forgetEmpty({ jsm }: Online, locks: readonly StoredLock[], written: number): Promise<void> {
  const empty = locks.filter(({ record }) => isEmptyLock(record));
  for (const { name } of empty) {
    await jsm.streams.purge(LOCKS, { filter: subjectOf(name), seq: written + 1 });
  }
}

function subjectOf(name: string): string {
  return `${PREFIX}${encodeToken(name)}`;
}

function bodyOf({ record }: StoredLock): string {
  return JSON.stringify(record);
}
