import { retryWithBackoff } from '@tiphys/service-kit';
import type { ExecutorPorts } from './ports.ts';

/**
 * Calls until the other side answers: an agent outlives its broker's and its engine's absence.
 *
 * @param what for the log, as in "output".
 * @throws errors that are not retryable, and the signal's reason.
 */
export function persistently<T>(
  { clock, logger }: Pick<ExecutorPorts, 'clock' | 'logger'>,
  what: string,
  run: () => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  return retryWithBackoff(
    {
      clock,
      signal,
      onRetry: (error, attempt, delayMs) => {
        logger[attempt === 1 ? 'warn' : 'debug'](`${what}: no answer, trying again`, {
          attempt,
          delayMs,
          error,
        });
      },
    },
    run,
  );
}
