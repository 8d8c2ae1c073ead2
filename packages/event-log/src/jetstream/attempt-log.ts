import { decodeLogChunk } from '@tiphys/wire/tiphys';
import { AppendChain } from '../delivery/append-chain.ts';
import { EventLogError } from '../errors.ts';
import type { LogChunk } from '../log-store.ts';
import { attemptId } from '../message-ids.ts';
import type { AttemptRef } from '../refs.ts';
import type { JetStreamLink } from './link.ts';
import { lastMessage } from './stored-messages.ts';
import { LOGS } from './streams.ts';
import { logSubject } from './subjects.ts';

/** Attempts to append beside another writer of the same attempt. */
const MAX_ATTEMPTS = 100;

interface Place {
  /** Of the last message; 0: none. */
  sequence: number;
  offset: number;
  ended: boolean;
}

/**
 * The output of one attempt, as one writer sees it. Each append expects the last message that the writer knows:
 * where another writer, or an append whose answer was lost, was first, the broker refuses, and the place is read anew.
 */
export class AttemptLog {
  readonly #link: JetStreamLink;
  readonly #id: string;
  readonly #subject: string;
  readonly #chain = new AppendChain();
  #place: Place | undefined;

  constructor(link: JetStreamLink, attempt: AttemptRef) {
    this.#link = link;
    this.#id = attemptId(attempt);
    this.#subject = logSubject(attempt);
  }

  /** Whether nothing is being appended. */
  get idle(): boolean {
    return this.#chain.length === 0;
  }

  append(chunk: LogChunk, body: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#chain.add(() => this.#append(chunk, body, signal));
  }

  async position(signal?: AbortSignal): Promise<{ offset: number; ended: boolean }> {
    const { offset, ended } = await this.#read(signal);
    return { offset, ended };
  }

  async #append(chunk: LogChunk, body: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      this.#place ??= await this.#read(signal);
      const { sequence, offset, ended } = this.#place;
      if (ended || chunk.offset < offset) return;
      try {
        const expect = { lastSubjectSequence: sequence };
        const { seq } = await this.#link.publish(
          `the log chunk ${this.#id}`,
          this.#subject,
          body,
          { expect },
          signal,
        );
        this.#place = { sequence: seq, offset: chunk.offset + chunk.data.length, ended: chunk.end };
        return;
      } catch (error) {
        this.#place = undefined;
        if (!(error instanceof EventLogError) || error.code !== 'stale_version') throw error;
      }
    }
    throw new EventLogError('broker_unavailable', `the log of ${this.#id} has too many writers`);
  }

  #read(signal: AbortSignal | undefined): Promise<Place> {
    return this.#link.call(
      `find the end of the log ${this.#id}`,
      async (online) => {
        const last = await lastMessage(online, LOGS, this.#subject);
        if (last === undefined) return { sequence: 0, offset: 0, ended: false };
        const { offset, data, end } = decodeLogChunk(last.data);
        return { sequence: last.seq, offset: offset + data.length, ended: end };
      },
      signal,
    );
  }
}
