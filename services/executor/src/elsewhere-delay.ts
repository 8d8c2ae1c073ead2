import type { AttemptRef } from '@tiphys/event-log';
import { fnv1a32 } from '@tiphys/spec';

const FIRST_MS = 500;
const LONGEST_MS = 5_000;

/**
 * How long a task that another agent holds waits before the queue hands it out again, in milliseconds. Different for
 * each task, agent and delivery: with one delay for all, two tasks that two agents hold of each other can go round
 * in step for ever, each always to the wrong one (the simulation's seed 5892 did).
 */
export function elsewhereDelay(
  { workflow, nodeId, attempt }: AttemptRef,
  agentId: string,
  deliveryCount: number,
): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * deliveryCount);
  const spread = fnv1a32(`${agentId}/${workflow.uid}/${nodeId}/${attempt}/${deliveryCount}`) / 2 ** 32;
  return Math.round(full * (0.5 + spread));
}
