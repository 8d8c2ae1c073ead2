import { matchesPlacement, poolOfAgent } from '@tiphys/engine';
import type { ExecutorOptions } from './executor-options.ts';
import type { ExecutorPorts } from './ports.ts';

/** How often it is asked whether there are new pools: the longest that the first task of one waits for it. */
const LOOK_MS = 1_000;

/**
 * Takes the tasks of every pool that is this agent's: the one it was given, the one that has its name, and those
 * whose placement its labels match, as they become known.
 *
 * @param take takes the tasks of one pool, until the signal.
 */
export async function takeFromPools(
  { agents, clock, logger }: Pick<ExecutorPorts, 'agents' | 'clock' | 'logger'>,
  options: Pick<ExecutorOptions, 'agentId' | 'labels' | 'pool'>,
  take: (pool: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const taking = [take(options.pool), take(poolOfAgent(options.agentId))];
  const known = new Set<string>();
  while (!signal.aborted) {
    try {
      for (const { name, placement } of await agents.newPools(known, signal)) {
        known.add(name);
        if (matchesPlacement(placement, options)) taking.push(take(name));
      }
    } catch (error) {
      if (!signal.aborted) logger.warn('the pools cannot be read; trying again', { error });
    }
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
  await Promise.all(taking);
}
