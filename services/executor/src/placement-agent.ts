import type { PlacementAgent } from '@tiphys/engine';
import type { ExecutorOptions } from './executor-options.ts';

/** What an agent lets others know of itself, for tasks to be sent its way. */
export function placementAgent({
  agentId,
  pool,
  labels,
  taints,
  allocatable,
  overcommit,
}: Pick<
  ExecutorOptions,
  'agentId' | 'pool' | 'labels' | 'taints' | 'allocatable' | 'overcommit'
>): PlacementAgent {
  return { agentId, pool, labels, taints, allocatable: overcommit ? undefined : allocatable };
}
