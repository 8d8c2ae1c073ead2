import type { Clock } from '@tiphys/clock';

export interface BackoffOptions {
  clock: Clock;
  /** Milliseconds before the second attempt. Default 100. */
  initialMs?: number;
  /** The longest wait. Default 10,000. */
  maxMs?: number;
  /** How much longer each wait is. Default 2. */
  factor?: number;
  /** A number in [0, 1): the wait is between half of the full one and all of it. Default: all of it. */
  random?: () => number;
  /** Attempts in all; default: without end. */
  attempts?: number;
  /** Default: errors whose `retryable` is true. */
  isRetryable?: (error: unknown) => boolean;
  /** Ends the waiting with the signal's reason. */
  signal?: AbortSignal;
  /** Told before each wait. */
  onRetry?: (error: unknown, attempt: number, delayMs: number) => void;
}

/**
 * Calls until a call succeeds.
 *
 * @param run gets the attempt's number, from 1.
 * @throws the last error, where it is not retryable or no attempt is left; the signal's reason.
 */
export async function retryWithBackoff<T>(
  options: BackoffOptions,
  run: (attempt: number) => Promise<T>,
): Promise<T> {
  const isRetryable = options.isRetryable ?? saysRetryable;
  for (let attempt = 1; ; attempt += 1) {
    options.signal?.throwIfAborted();
    try {
      return await run(attempt);
    } catch (error) {
      if (!isRetryable(error) || attempt === options.attempts) throw error;
      const delayMs = backoffDelay(options, attempt);
      options.onRetry?.(error, attempt, delayMs);
      await options.clock.sleep(delayMs, options.signal);
    }
  }
}

/** Milliseconds to wait after the attempt of that number. */
export function backoffDelay(
  options: Pick<BackoffOptions, 'initialMs' | 'maxMs' | 'factor' | 'random'>,
  attempt: number,
): number {
  const { initialMs = 100, maxMs = 10_000, factor = 2, random } = options;
  const full = Math.min(maxMs, initialMs * factor ** (attempt - 1));
  return random === undefined ? full : full * (0.5 + random() / 2);
}

function saysRetryable(error: unknown): boolean {
  return error instanceof Error && (error as { retryable?: unknown }).retryable === true;
}
