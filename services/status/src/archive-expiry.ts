import type { StatusPorts } from './ports.ts';

const LONGEST_PAUSE_MS = 3_600_000;
const SHORTEST_PAUSE_MS = 1_000;

/**
 * Takes workflows out of the archive when their time is over, until the signal (Argo's archiveTTL). Several may do it
 * at once.
 *
 * @param ttlMs after their end; 0: never.
 */
export async function expireArchived(
  { store, clock, logger }: Pick<StatusPorts, 'store' | 'clock' | 'logger'>,
  ttlMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (ttlMs === 0) return;
  const pauseMs = Math.min(Math.max(ttlMs / 10, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  while (!signal.aborted) {
    try {
      const expired = await store.archive.expire(clock.now() - ttlMs);
      if (expired > 0) logger.info('workflows left the archive: their time is over', { expired });
    } catch (error) {
      logger.warn('the archive could not be looked through for what is old', { error });
    }
    await clock.sleep(pauseMs, signal).catch(() => undefined);
  }
}
