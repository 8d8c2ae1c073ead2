import { type Consumer, DeliverPolicy, type JsMsg } from '@nats-io/jetstream';
import { EventLogError } from '../errors.ts';
import { asEventLogError } from './failure.ts';
import type { JetStreamLink, Online } from './link.ts';

/** How many messages are asked for at once: with the largest ordinary transitions some 20 MB. */
const BATCH = 256;
const RETRY_MS = 500;
/** How often silence is reported. */
const SILENCE_MS = 1_000;

/** The consumer is there; what comes now is what lies behind the last message. */
export const CONNECTED = Symbol('connected');
/** Nothing has come for a while. */
export const SILENCE = Symbol('silence');

export interface FollowSource {
  /** For errors: "follow workflow a-b1c2d". */
  what: string;
  stream: string;
  filter: string;
  /** Sequence in the stream; what lies behind it is wanted. */
  after: number;
  /** Called at each connection, before anything is delivered. What it throws and is not retryable ends it all. */
  prepare?: (online: Online, after: number) => Promise<void>;
  /** Whether silence is to be reported now. */
  listening?: () => boolean;
}

type Followed = JsMsg | typeof CONNECTED | typeof SILENCE;

/**
 * Messages of a stream as they come, each once and in order, until the signal. After every cut a new ordered
 * consumer goes on behind the last message that was handed out.
 */
export async function* followed(
  link: JetStreamLink,
  source: FollowSource,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  let last = source.after;
  while (!signal.aborted) {
    if ((await link.online(signal)) === undefined) return;
    try {
      const open = (online: Online): Promise<Opened> => openConsumer(online, { ...source, after: last });
      for await (const item of delivered(link, source, await link.call(source.what, open, signal), signal)) {
        if (typeof item !== 'symbol') {
          if (item.seq <= last) continue;
          last = item.seq;
        }
        yield item;
        if (signal.aborted) return;
      }
    } catch (thrown) {
      if (signal.aborted) return;
      throwUnlessPassing(link, source, thrown);
      await link.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
}

function throwUnlessPassing(link: JetStreamLink, { what }: FollowSource, thrown: unknown): void {
  const error = asEventLogError(what, thrown);
  if (!(error instanceof EventLogError) || !error.retryable) throw error;
  link.logger.debug(`${what}: going on where it was cut`, { error });
}

interface Opened {
  online: Online;
  consumer: Consumer;
}

async function openConsumer(online: Online, source: FollowSource): Promise<Opened> {
  await source.prepare?.(online, source.after);
  const consumer = await online.js.consumers.get(source.stream, {
    filter_subjects: source.filter,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: source.after + 1,
  });
  return { online, consumer };
}

/** What one consumer delivers, until the connection is cut. */
async function* delivered(
  link: JetStreamLink,
  source: FollowSource,
  { online, consumer }: Opened,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  const messages = await consumer.consume({ max_messages: BATCH });
  const close = (): void => void messages.close();
  const ends = [signal, online.cut];
  for (const end of ends) end.addEventListener('abort', close);
  if (ends.some((end) => end.aborted)) close();
  const iterator = messages[Symbol.asyncIterator]();
  try {
    yield CONNECTED;
    let next = iterator.next();
    for (;;) {
      const result = source.listening?.() === true ? await orSilence(link, next) : await next;
      if (result === SILENCE) yield SILENCE;
      else if (result.done) return;
      else {
        yield result.value;
        next = iterator.next();
      }
    }
  } finally {
    for (const end of ends) end.removeEventListener('abort', close);
    close();
    // Else it lies at the broker for minutes.
    if (!online.cut.aborted) consumer.delete().catch(() => undefined);
  }
}

async function orSilence<T>(link: JetStreamLink, next: Promise<T>): Promise<T | typeof SILENCE> {
  const silence = Promise.withResolvers<typeof SILENCE>();
  const timer = link.clock.setTimer(SILENCE_MS, () => silence.resolve(SILENCE));
  try {
    return await Promise.race([next, silence.promise]);
  } finally {
    timer.cancel();
  }
}
