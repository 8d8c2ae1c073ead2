import type { Transition } from '@tiphys/engine';
import { decodeTransition, encodeTransition } from '@tiphys/wire/tiphys';
import { EventLogError } from '../errors.ts';
import type { CaughtUp, HistoryLog, RecordedTransition } from '../history-log.ts';
import type { WorkflowRef } from '../refs.ts';
import { type ClaimCheck, isClaim } from './claim-check.ts';
import { asEventLogError } from './failure.ts';
import { followed, SILENCE } from './following.ts';
import type { JetStreamLink, Online } from './link.ts';
import { lastMessage, storedMessages } from './stored-messages.ts';
import { HISTORY } from './streams.ts';
import { historySubject } from './subjects.ts';
import { Tombstones } from './tombstones.ts';

const EVERYTHING = 'history.>';

/** Histories in JetStream: one subject a workflow, one message a transition; the fence is the broker's. */
export class JetStreamHistoryLog implements HistoryLog {
  readonly #link: JetStreamLink;
  readonly #claims: ClaimCheck;
  readonly #tombstones: Tombstones;

  constructor(link: JetStreamLink, claims: ClaimCheck) {
    this.#link = link;
    this.#claims = claims;
    this.#tombstones = new Tombstones(link);
  }

  async append(
    ref: WorkflowRef,
    transition: Transition,
    expectedVersion: number,
    traceparent = '',
    signal?: AbortSignal,
  ): Promise<number> {
    const what = `append ${transition.commandId} to workflow ${ref.name}`;
    const body = encodeTransition(ref, transition, traceparent);
    const expect = { lastSubjectSequence: expectedVersion };
    const subject = historySubject(ref.uid);
    const { seq } = await this.#claims.publish(what, ref.uid, subject, body, { expect }, signal);
    return seq;
  }

  async *read(uid: string, afterVersion = 0, signal?: AbortSignal): AsyncIterable<RecordedTransition> {
    const source = {
      what: `read workflow ${uid}`,
      stream: HISTORY,
      filter: historySubject(uid),
      after: afterVersion,
    };
    for await (const message of storedMessages(this.#link, source, signal)) {
      const found = await this.#recorded(source.what, message, (data) => this.#claims.read(data, signal));
      if (found !== undefined) yield found;
    }
  }

  async *follow(
    options: { afterVersion: number; uid?: string },
    signal: AbortSignal,
  ): AsyncIterable<RecordedTransition | CaughtUp> {
    const { afterVersion, uid } = options;
    const filter = uid === undefined ? EVERYTHING : historySubject(uid);
    const what = uid === undefined ? 'follow all workflows' : `follow workflow ${uid}`;
    let position = afterVersion;
    let told = false;
    let goal = Number.POSITIVE_INFINITY;
    let created: string | undefined;
    const prepare = async (online: Online, after: number): Promise<void> => {
      const info = await online.jsm.streams.info(HISTORY);
      created ??= info.created;
      if (created !== info.created) {
        throw new EventLogError('history_gone', 'the log has been replaced by another one');
      }
      await this.#tombstones.checkReachable(online, after);
      if (!told) goal = Math.max(afterVersion, await newest(online, uid));
    };
    const source = { what, stream: HISTORY, filter, after: afterVersion, prepare, listening: () => !told };
    for await (const item of followed(this.#link, source, signal)) {
      if (typeof item !== 'symbol') {
        const found = isClaim(item.data) ? await this.#followed(what, item, signal) : recorded(item);
        if (found !== undefined) yield found;
        position = item.seq;
      } else if (item === SILENCE && !told) {
        // What it waits for may have been purged.
        if (await this.#link.call(what, (online) => isGone(online, filter, goal), signal)) goal = position;
      }
      if (!told && position >= goal && !signal.aborted) {
        // A deletion that was forgotten while this was catching up may have been missed.
        await this.#link.call(
          what,
          (online) => this.#tombstones.checkReachable(online, afterVersion),
          signal,
        );
        told = true;
        yield { caughtUp: true, version: goal };
      }
    }
  }

  latestVersion(signal?: AbortSignal): Promise<number> {
    return this.#link.call('ask for the latest version', (online) => newest(online, undefined), signal);
  }

  async purge(uid: string, signal?: AbortSignal): Promise<void> {
    await this.#tombstones.purge(uid, signal);
    const what = `purge workflow ${uid}`;
    const last = await this.#link.call(
      what,
      (online) => lastMessage(online, HISTORY, historySubject(uid)),
      signal,
    );
    await this.#claims.remove(uid, last?.data, signal);
  }

  async #followed(
    what: string,
    message: { seq: number; data: Uint8Array; subject: string },
    signal: AbortSignal,
  ): Promise<RecordedTransition | undefined> {
    try {
      return await this.#recorded(what, message, (data) => this.#claims.readPatiently(data, signal));
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** @returns undefined for one that was purged, with its payload, after it had been sent. */
  async #recorded(
    what: string,
    message: { seq: number; data: Uint8Array; subject: string },
    open: (data: Uint8Array) => Promise<Uint8Array>,
  ): Promise<RecordedTransition | undefined> {
    const { seq, data, subject } = message;
    if (!isClaim(data)) return recorded(message);
    try {
      return recorded({ seq, data: await open(data) });
    } catch (error) {
      if (!(error instanceof EventLogError) || error.code !== 'corrupt_message') throw error;
      if (await this.#link.call(what, (online) => isGone(online, subject, seq))) return undefined;
      throw error;
    }
  }
}

async function newest(online: Online, uid: string | undefined): Promise<number> {
  if (uid !== undefined) return (await lastMessage(online, HISTORY, historySubject(uid)))?.seq ?? 0;
  return (await online.jsm.streams.info(HISTORY)).state.last_seq;
}

async function isGone(online: Online, filter: string, goal: number): Promise<boolean> {
  const message = await online.jsm.streams.getMessage(HISTORY, { seq: goal });
  return message === null || (filter !== EVERYTHING && message.subject !== filter);
}

function recorded({ seq, data }: { seq: number; data: Uint8Array }): RecordedTransition {
  try {
    return { ...decodeTransition(data), version: seq };
  } catch (error) {
    const known = asEventLogError(`read transition ${seq}`, error);
    throw known instanceof EventLogError ? known : error;
  }
}
