import { decodeLogChunk, encodeLogChunk } from '@tiphys/wire/tiphys';
import { EventLogError } from '../errors.ts';
import type { LogChunk, LogStore } from '../log-store.ts';
import { attemptId } from '../message-ids.ts';
import type { AttemptRef } from '../refs.ts';
import { AttemptLog } from './attempt-log.ts';
import { asEventLogError } from './failure.ts';
import { followed } from './following.ts';
import type { JetStreamLink } from './link.ts';
import { storedMessages } from './stored-messages.ts';
import { LOGS } from './streams.ts';
import { logsOf } from './subjects.ts';

/** How many attempts' places are remembered; one that is not is asked for. */
const REMEMBERED = 4_096;

/** Logs in JetStream: one subject an attempt, one message a chunk. */
export class JetStreamLogStore implements LogStore {
  readonly #link: JetStreamLink;
  /** In the order of last use. */
  readonly #attempts = new Map<string, AttemptLog>();

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  async append(chunk: LogChunk, signal?: AbortSignal): Promise<void> {
    await this.#attempt(chunk.attempt).append(chunk, encodeLogChunk(chunk), signal);
    if (chunk.end) this.#attempts.delete(attemptId(chunk.attempt));
  }

  position(attempt: AttemptRef, signal?: AbortSignal): Promise<{ offset: number; ended: boolean }> {
    return new AttemptLog(this.#link, attempt).position(signal);
  }

  async *read(
    options: { uid: string; nodeId?: string; follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<LogChunk> {
    const { uid, nodeId, follow } = options;
    const source = { what: `read the logs of ${uid}`, stream: LOGS, filter: logsOf(uid, nodeId), after: 0 };
    if (!follow) {
      for await (const message of storedMessages(this.#link, source, signal)) yield chunkOf(message);
      return;
    }
    for await (const message of followed(this.#link, source, signal)) {
      if (typeof message !== 'symbol') yield chunkOf(message);
    }
  }

  async purge(uid: string, signal?: AbortSignal): Promise<void> {
    const filter = logsOf(uid);
    await this.#link.call(
      `purge the logs of ${uid}`,
      ({ jsm }) => jsm.streams.purge(LOGS, { filter }),
      signal,
    );
  }

  #attempt(attempt: AttemptRef): AttemptLog {
    const key = attemptId(attempt);
    const log = this.#attempts.get(key) ?? new AttemptLog(this.#link, attempt);
    this.#attempts.delete(key);
    this.#attempts.set(key, log);
    for (const [oldest, { idle }] of this.#attempts) {
      if (this.#attempts.size <= REMEMBERED) break;
      if (idle) this.#attempts.delete(oldest);
    }
    return log;
  }
}

function chunkOf({ seq, data }: { seq: number; data: Uint8Array }): LogChunk {
  try {
    return decodeLogChunk(data);
  } catch (error) {
    const known = asEventLogError(`read log chunk ${seq}`, error);
    throw known instanceof EventLogError ? known : error;
  }
}
