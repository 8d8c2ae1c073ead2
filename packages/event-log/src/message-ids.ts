import type { AttemptRef } from './refs.ts';

/** Names a task, or an order to end it, once and for all; the queues drop repetitions by it. */
export function attemptId({ workflow, nodeId, attempt }: AttemptRef): string {
  return `${workflow.uid}/${nodeId}/${attempt}`;
}
