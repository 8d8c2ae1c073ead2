import { JetStreamError, type StoredMsg } from '@nats-io/jetstream';
import { EventLogError } from '../errors.ts';
import type { JetStreamLink, Online } from './link.ts';

/** How many messages one request brings. */
const BATCH = 256;
/** A replica that has not got yet what the leader has is asked again after this time. */
const REPLICA_RETRY_MS = 20;

export interface StoredSource {
  /** For errors: "read workflow a-b1c2d". */
  what: string;
  stream: string;
  filter: string;
  /** Sequence in the stream; what lies behind it is wanted. */
  after: number;
}

/**
 * What a stream holds, up to the last message that was there when asked. The leader is asked which that is, since
 * the messages themselves may come from a replica that is behind.
 */
export async function* storedMessages(
  link: JetStreamLink,
  source: StoredSource,
  signal?: AbortSignal,
): AsyncGenerator<StoredMsg> {
  let goal = await lastSequence(link, source, signal);
  let position = source.after;
  let giveUpAt: number | undefined;
  while (position < goal) {
    const behind = { ...source, after: position };
    const batch = await link.call(source.what, (online) => nextBatch(link, online, behind), signal);
    for (const message of batch) {
      if (message.seq > goal) return;
      yield message;
      position = message.seq;
    }
    if (batch.length > 0) {
      giveUpAt = undefined;
      continue;
    }
    // Purged meanwhile, or not replicated yet.
    goal = Math.min(goal, await lastSequence(link, source, signal));
    giveUpAt ??= link.clock.now() + link.requestTimeoutMs;
    if (position < goal && link.clock.now() >= giveUpAt) {
      throw new EventLogError('broker_unavailable', `${source.what}: no replica has what the leader has`);
    }
    await link.clock.sleep(REPLICA_RETRY_MS, signal);
  }
}

async function lastSequence(
  link: JetStreamLink,
  source: StoredSource,
  signal?: AbortSignal,
): Promise<number> {
  const last = await link.call(
    source.what,
    (online) => lastMessage(online, source.stream, source.filter),
    signal,
  );
  return last?.seq ?? 0;
}

/** The newest message of a subject, or of a pattern, as the stream's leader has it. */
export async function lastMessage(
  { jsm }: Online,
  stream: string,
  subject: string,
): Promise<StoredMsg | undefined> {
  return (await jsm.streams.getMessage(stream, { last_by_subj: subject })) ?? undefined;
}

/** The driver only limits the wait for the first message of a batch; this limits all of it. */
async function nextBatch(link: JetStreamLink, online: Online, source: StoredSource): Promise<StoredMsg[]> {
  const { stream, filter, after } = source;
  const messages = await online.jsm.direct.getBatch(stream, {
    seq: after + 1,
    next_by_subj: filter,
    batch: BATCH,
  });
  const tooLate = new EventLogError('broker_unavailable', `${source.what}: no answer in time`);
  const timer = link.clock.setTimer(link.requestTimeoutMs, () => messages.stop(tooLate));
  const onCut = (): void => messages.stop(tooLate);
  online.cut.addEventListener('abort', onCut);
  const batch: StoredMsg[] = [];
  try {
    for await (const message of messages) batch.push(message);
  } catch (error) {
    if (!(error instanceof JetStreamError && /message not found/i.test(error.message))) throw error;
  } finally {
    timer.cancel();
    online.cut.removeEventListener('abort', onCut);
  }
  return batch;
}
