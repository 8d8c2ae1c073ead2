import type { JsMsg } from '@nats-io/jetstream';
import { redeliveryDelay } from '../delivery/delivery-policy.ts';
import type { JetStreamLink } from './link.ts';

/** Resolves when the broker has forgotten the message. @throws EventLogError broker_unavailable. */
export async function acknowledge(link: JetStreamLink, what: string, message: JsMsg): Promise<void> {
  await link.call(what, () => message.ackAck({ timeout: link.requestTimeoutMs }));
}

/** Sends where the connection is there; where it is not, the ack wait says the same a little later. */
export function lettingGo(send: () => void): void {
  try {
    send();
  } catch {
    // The driver refuses to send on a connection that has been closed.
  }
}

/**
 * Decodes a message of a queue. One that cannot be read is not thrown away, since a newer version may have written
 * it: it comes again, ever later, and the log says so.
 */
export function setAside<T>(link: JetStreamLink, message: JsMsg, decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    const { subject, seq, info } = message;
    link.logger.error('a message cannot be read', { subject, seq, error });
    lettingGo(() => message.nak(redeliveryDelay(info.deliveryCount)));
    return undefined;
  }
}
