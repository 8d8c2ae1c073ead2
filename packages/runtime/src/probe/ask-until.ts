import type { Clock } from '@tiphys/clock';
import type { Probe } from '@tiphys/spec';
import { type ProbeTarget, probeOnce } from './probe-action.ts';

/** Kubernetes' defaults. */
const PERIOD_S = 10;
const FAILURE_THRESHOLD = 3;

/** Who is asked, and since when it runs: a first delay is counted from there. */
export interface Asking {
  target: ProbeTarget;
  clock: Clock;
  /** Milliseconds, of the clock. */
  since: number;
}

/** How often in a row a probe must fail before that means something. */
export function failureThreshold(probe: Probe): number {
  return probe.failureThreshold || FAILURE_THRESHOLD;
}

/**
 * Asks again and again, as the kubelet's prober does.
 *
 * @param enough how many answers of one kind in a row decide.
 * @returns which of them came.
 * @throws the signal's reason.
 */
export async function askUntil(
  probe: Probe,
  enough: { successes: number; failures: number },
  { target, clock, since }: Asking,
  signal: AbortSignal,
): Promise<'succeeded' | 'failed'> {
  const { initialDelaySeconds = 0, periodSeconds } = probe;
  await clock.sleep(Math.max(0, since + initialDelaySeconds * 1000 - clock.now()), signal);
  for (let succeeded = 0, failed = 0; ; ) {
    const isWell = await probeOnce(probe, target, signal);
    succeeded = isWell ? succeeded + 1 : 0;
    failed = isWell ? 0 : failed + 1;
    if (succeeded >= enough.successes) return 'succeeded';
    if (failed >= enough.failures) return 'failed';
    await clock.sleep((periodSeconds || PERIOD_S) * 1000, signal);
  }
}
