import type { Probe } from '@tiphys/spec';
import { type Asking, askUntil, failureThreshold } from './ask-until.ts';

/** A probe that has failed as often in a row as it may. */
export interface HealthFault {
  kind: 'startup' | 'liveness';
  probe: Probe;
}

export interface HealthProbes {
  startupProbe?: Probe | undefined;
  livenessProbe?: Probe | undefined;
}

/**
 * Asks a running container whether it has started.
 *
 * @returns what it fails for; undefined once it has.
 * @throws the signal's reason.
 */
export async function untilStarted(
  { startupProbe: probe }: HealthProbes,
  asking: Asking,
  signal: AbortSignal,
): Promise<HealthFault | undefined> {
  if (probe === undefined) return undefined;
  const end = await askUntil(probe, { successes: 1, failures: failureThreshold(probe) }, asking, signal);
  return end === 'failed' ? { kind: 'startup', probe } : undefined;
}

/**
 * Asks a container whether it still does what it should, once it has started (kubelet's prober: the startup probe
 * holds the liveness probe back).
 *
 * @returns what it is to be killed for; undefined where nothing can come to that.
 * @throws the signal's reason.
 */
export async function watchHealth(
  probes: HealthProbes,
  asking: Asking,
  signal: AbortSignal,
): Promise<HealthFault | undefined> {
  const fault = await untilStarted(probes, asking, signal);
  const { livenessProbe: probe } = probes;
  if (fault !== undefined || probe === undefined) return fault;
  const enough = { successes: Number.POSITIVE_INFINITY, failures: failureThreshold(probe) };
  await askUntil(probe, enough, asking, signal);
  return { kind: 'liveness', probe };
}
