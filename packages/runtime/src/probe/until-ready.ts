import type { Probe } from '@tiphys/spec';
import { type Asking, askUntil } from './ask-until.ts';

/**
 * Resolves when the probe has succeeded as often in a row as it asks for; one that fails is tried again for ever, as
 * in Kubernetes, where a pod then never becomes ready.
 *
 * @param failures so many in a row are enough: it is not ready, and nobody waits any longer.
 * @throws the signal's reason.
 */
export async function untilReady(
  probe: Probe,
  asking: Asking,
  signal: AbortSignal,
  failures = Number.POSITIVE_INFINITY,
): Promise<void> {
  await askUntil(probe, { successes: probe.successThreshold || 1, failures }, asking, signal);
}
