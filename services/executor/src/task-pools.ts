import { isReserved, matchesPlacement, type PlacementAgent, poolOfAgent } from '@tiphys/engine';
import type { ExecutorPorts } from './ports.ts';

/** How often it is asked whether there are new pools: the longest that the first task of one waits for it. */
const LOOK_MS = 1_000;

/**
 * Takes the tasks of every pool that is this agent's: the one that has its name, the one it was given unless it has
 * taints, and those whose placement it matches, as they become known.
 *
 * @param take takes the tasks of one pool, until the signal.
 */
export async function takeFromPools(
  { agents, clock, logger }: Pick<ExecutorPorts, 'agents' | 'clock' | 'logger'>,
  agent: PlacementAgent,
  take: (pool: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const taking = [take(poolOfAgent(agent.agentId))];
  if (!isReserved(agent.taints ?? [])) taking.push(take(agent.pool));
  const known = new Set<string>();
  while (!signal.aborted) {
    try {
      for (const { name, placement } of await agents.newPools(known, signal)) {
        known.add(name);
        if (matchesPlacement(placement, agent)) taking.push(take(name));
      }
    } catch (error) {
      if (!signal.aborted) logger.warn('the pools cannot be read; trying again', { error });
    }
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
  await Promise.all(taking);
}
