import type { JsMsg } from '@nats-io/jetstream';
import { lettingGo, setAside } from './acknowledging.ts';
import { type ClaimCheck, isClaim } from './claim-check.ts';
import type { JetStreamLink } from './link.ts';

/**
 * What a message of a queue says. One that refers to its bytes waits for them, and those behind it wait too: they keep
 * their order. At the signal it is given back.
 *
 * @returns undefined where it was given back, or cannot be read.
 */
export async function opened<T>(
  link: JetStreamLink,
  claims: ClaimCheck,
  message: JsMsg,
  decode: (data: Uint8Array) => T,
  signal: AbortSignal,
): Promise<T | undefined> {
  if (!isClaim(message.data)) return setAside(link, message, () => decode(message.data));
  let body: Uint8Array | undefined;
  let failure: { error: unknown } | undefined;
  try {
    body = await claims.readPatiently(message.data, signal);
  } catch (error) {
    if (signal.aborted) {
      lettingGo(() => message.nak());
      return undefined;
    }
    failure = { error };
  }
  return setAside(link, message, () => {
    if (body === undefined) throw failure?.error;
    return decode(body);
  });
}
