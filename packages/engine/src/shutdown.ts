import type { Rejection } from './commands.ts';
import { type Decision, reject, WORKFLOW } from './decision.ts';
import { isFinished, type NodeState, type WorkflowState } from './state.ts';

/**
 * Whether a container that is about to be ordered may not start any more. After `Stop` only exit handlers start,
 * and hooks that had started go on; after `Terminate` nothing does.
 */
export function blocksNewContainers(state: WorkflowState, node: NodeState): boolean {
  if (state.shutdown === undefined) return false;
  return state.shutdown === 'Terminate' || !node.survivesStop;
}

/** Whether exit handlers may still start. */
export function allowsExitHandlers(state: WorkflowState): boolean {
  return state.shutdown !== 'Terminate';
}

/** Message of a node whose container was refused for a shutdown; one blank, unlike a container that was ended. */
export function notStartedMessage(state: WorkflowState): string {
  return `workflow shutdown with strategy: ${state.shutdown}`;
}

/** Message of a node whose container was ended; two blanks, as Argo has them. */
export function endedMessage(state: WorkflowState): string {
  return `workflow shutdown with strategy:  ${state.shutdown}`;
}

/**
 * `argo stop` and `argo terminate`: containers that the strategy does not spare are ended; what follows from that
 * follows as from any failure. A `Terminate` after a `Stop` is stronger; a `Stop` after a `Terminate` changes nothing.
 */
export function shutdownWorkflow(decision: Decision, strategy: 'Stop' | 'Terminate'): Rejection | undefined {
  const { state } = decision;
  if (isFinished(state)) return reject('completed', 'cannot shutdown a completed workflow');
  if (state.shutdown === strategy || state.shutdown === 'Terminate') {
    return reject('duplicate', `the workflow is shutting down with strategy ${state.shutdown} already`);
  }
  decision.emit({ type: 'shutdownRequested', strategy });
  decision.enqueue(WORKFLOW);
  return undefined;
}
