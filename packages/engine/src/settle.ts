import { type Decision, WORKFLOW } from './decision.ts';
import { startNodeExitHandler } from './handlers/exit-handler.ts';
import { fireNodeHooks } from './handlers/lifecycle-hook.ts';
import { settleContainerNodes } from './pod/container-set.ts';
import { isCompleted, type NodeState } from './state.ts';
import { cancelNodeDeadlines } from './time/deadline.ts';
import { emitMetricsAtEnd } from './workflow/metrics.ts';
import { freePlaces } from './workflow/parallelism.ts';

/**
 * A node that will not change any more: fires its hooks, runs its exit handler, and once these have ended too,
 * tells whoever waits for it. Dependants and the next group of steps wait for handlers and for hooks that have
 * started (#3435, #11176, #12192).
 */
export function settleNode(decision: Decision, node: NodeState): void {
  cancelNodeDeadlines(decision, node);
  settleContainerNodes(decision, node);
  freePlaces(decision, node);
  if (isCompleted(node.phase)) {
    fireNodeHooks(decision, node);
    // The handler comes after the hooks that have started.
    if (node.handlerId === undefined && node.openOwned > 0) return;
    if (!startNodeExitHandler(decision, node)) return;
  }
  if (node.openOwned > 0) return;
  // The last attempt is told of as the Retry node, the others when the next one starts.
  if (node.role !== 'attempt') emitMetricsAtEnd(decision, node);
  decision.emit({ type: 'nodeSettled', id: node.id });
  // A settled task looks after its dependents itself.
  decision.enqueue(node.role === 'task' ? node.id : (node.ownerId ?? WORKFLOW));
  // The entrypoint may wait for a hook of the workflow.
  const { entryId } = decision.state;
  if (node.role === 'hook' && node.ownerId === undefined && entryId !== undefined) decision.enqueue(entryId);
}
