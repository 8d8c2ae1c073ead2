import { EventLogError } from '../errors.ts';
import { isWrongLastSequence } from './failure.ts';
import type { JetStreamLink, Online } from './link.ts';
import { lastMessage } from './stored-messages.ts';
import { HISTORY, TOMBSTONES } from './streams.ts';
import { HORIZON_SUBJECT, historySubject, tombstoneSubject } from './subjects.ts';
import { decodeToken } from './token.ts';

/** Each purge clears away so many old tombstones at most: more than one, so that they do not pile up. */
const SWEEP = 8;
/** Attempts to raise the horizon beside others who do. */
const HORIZON_ATTEMPTS = 20;

/**
 * Forgets deleted workflows in two steps. At once all but the last transition, which says that it was deleted: a
 * follower that was away must see it. That one goes when it is old; before it does, the horizon is raised over it,
 * so that a follower that was away for longer learns that it may have missed one.
 */
export class Tombstones {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  async purge(uid: string, signal?: AbortSignal): Promise<void> {
    const what = `purge workflow ${uid}`;
    const filter = historySubject(uid);
    const last = await this.#link.call(what, (online) => lastMessage(online, HISTORY, filter), signal);
    if (last === undefined) return;
    const note = new TextEncoder().encode(String(last.seq));
    await this.#link.call(
      what,
      async (online) => {
        await ignoringLateness(
          online.js.publish(tombstoneSubject(uid), note, { expect: { lastSubjectSequence: 0 } }),
        );
        await online.jsm.streams.purge(HISTORY, { filter, keep: 1 });
      },
      signal,
    );
    await this.#link.call('sweep old tombstones', (online) => this.#sweep(online), signal);
  }

  /** @throws EventLogError history_gone where a follower that stands at the version could have missed a deletion. */
  async checkReachable(online: Online, version: number): Promise<void> {
    if (version === 0) return;
    const { last_seq: latest } = (await online.jsm.streams.info(HISTORY)).state;
    if (version > latest) {
      throw new EventLogError('history_gone', `the log ends at version ${latest}, before ${version}`);
    }
    if (version < (await horizon(online)).version) {
      throw new EventLogError('history_gone', `deletions after version ${version} have been forgotten`);
    }
  }

  async #sweep(online: Online): Promise<void> {
    for (let count = 0; count < SWEEP; count += 1) {
      const oldest = await online.jsm.direct.getMessage(TOMBSTONES, { seq: 1, next_by_subj: 'tombstone.>' });
      if (oldest === null || this.#link.clock.now() - oldest.time.getTime() < this.#link.policy.tombstoneMs)
        return;
      const version = Number(oldest.string());
      const uid = decodeToken(oldest.subject.slice('tombstone.'.length));
      await raiseHorizon(online, version);
      await online.jsm.streams.purge(HISTORY, { filter: historySubject(uid), seq: version + 1 });
      await online.jsm.streams.purge(TOMBSTONES, { filter: oldest.subject, seq: oldest.seq + 1 });
    }
  }
}

async function horizon(online: Online): Promise<{ version: number; seq: number }> {
  const message = await lastMessage(online, TOMBSTONES, HORIZON_SUBJECT);
  return message === undefined
    ? { version: 0, seq: 0 }
    : { version: Number(message.string()), seq: message.seq };
}

async function raiseHorizon(online: Online, version: number): Promise<void> {
  for (let attempt = 0; attempt < HORIZON_ATTEMPTS; attempt += 1) {
    const current = await horizon(online);
    if (current.version >= version) return;
    const body = new TextEncoder().encode(String(version));
    const expect = { lastSubjectSequence: current.seq };
    if (await ignoringLateness(online.js.publish(HORIZON_SUBJECT, body, { expect }))) return;
  }
  throw new EventLogError('broker_unavailable', 'the horizon of deletions changes too often');
}

/** Whether it was first. */
async function ignoringLateness(publishing: Promise<unknown>): Promise<boolean> {
  try {
    await publishing;
    return true;
  } catch (error) {
    if (isWrongLastSequence(error)) return false;
    throw error;
  }
}
