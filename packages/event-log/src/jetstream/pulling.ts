import { type Consumer, type ConsumerConfig, JetStreamApiError, type JsMsg } from '@nats-io/jetstream';
import { untilAborted } from '../delivery/until-aborted.ts';
import type { JetStreamLink, Online } from './link.ts';

/** How long one request for messages lies at the broker before it is made anew. */
const PULL_EXPIRES_MS = 30_000;
/** After a request that failed, and where there is no room at all. */
const RETRY_MS = 500;
/** "consumer already exists", with another configuration. */
const DIFFERENT_CONFIGURATION = 10148;

export interface PullSource {
  stream: string;
  consumer: Partial<ConsumerConfig> & { durable_name: string };
  /** How many messages may be asked for; may wait. Zero or less is asked again a little later. */
  room: () => Promise<number>;
}

/**
 * Messages of a work queue as they come, until the signal. Asks for as many as there is room for in one request.
 * After the signal still come those that had arrived by then: whoever takes them gives them back, in their order.
 */
export async function* pulled(
  link: JetStreamLink,
  source: PullSource,
  signal: AbortSignal,
): AsyncGenerator<JsMsg> {
  let consumer: Consumer | undefined;
  let madeFor: Online | undefined;
  while (!signal.aborted) {
    const count = await untilAborted(source.room(), [signal]);
    const online = await link.online(signal);
    if (count === undefined || online === undefined || signal.aborted) return;
    try {
      if (count < 1) {
        await link.clock.sleep(RETRY_MS, signal).catch(() => undefined);
        continue;
      }
      // The broker may have been replaced by an empty one while there was no connection.
      if (madeFor !== online) consumer = await ensureConsumer(online, source);
      madeFor = online;
      if (consumer !== undefined) yield* batch(consumer, count, [signal, online.cut]);
    } catch (error) {
      madeFor = undefined;
      if (signal.aborted) return;
      if (!online.cut.aborted) {
        link.logger.warn('no messages can be pulled; trying again', { stream: source.stream, error });
      }
      await link.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    }
  }
}

async function* batch(
  consumer: Consumer,
  count: number,
  ends: readonly AbortSignal[],
): AsyncGenerator<JsMsg> {
  const messages = await consumer.fetch({ max_messages: count, expires: PULL_EXPIRES_MS });
  const close = (): void => void messages.close();
  for (const end of ends) end.addEventListener('abort', close);
  if (ends.some((end) => end.aborted)) close();
  const iterator = messages[Symbol.asyncIterator]();
  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      yield next.value;
    }
  } finally {
    for (const end of ends) end.removeEventListener('abort', close);
    close();
    // Whoever takes has gone: what has come goes back at once, not after the ack wait.
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) next.value.nak();
  }
}

async function ensureConsumer({ js, jsm }: Online, { stream, consumer }: PullSource): Promise<Consumer> {
  try {
    return js.consumers.getConsumerFromInfo(await jsm.consumers.add(stream, consumer));
  } catch (error) {
    if (!(error instanceof JetStreamApiError) || error.code !== DIFFERENT_CONFIGURATION) throw error;
    return js.consumers.getConsumerFromInfo(
      await jsm.consumers.update(stream, consumer.durable_name, consumer),
    );
  }
}
