import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { isFinished, type NodeState, type WorkflowState } from '../state.ts';
import { DEADLINE_MESSAGE, isPastDeadline } from '../time/deadline.ts';

/**
 * Whether a container that is about to be ordered may not start any more. After `Stop` only exit handlers start,
 * and hooks that had started go on; after `Terminate` nothing does. After the workflow's deadline handlers and hooks
 * do.
 */
export function blocksNewContainers(state: WorkflowState, node: NodeState): boolean {
  return isShutDown(state, node) || isPastDeadline(state, node);
}

function isShutDown({ shutdown }: WorkflowState, node: NodeState): boolean {
  return shutdown !== undefined && (shutdown === 'Terminate' || !node.survivesStop);
}

/** Whether exit handlers may still start. */
export function allowsExitHandlers(state: WorkflowState): boolean {
  return state.shutdown !== 'Terminate';
}

/** Message of a node whose container was refused for a shutdown; one blank, unlike a container that was ended. */
export function notStartedMessage(state: WorkflowState, node: NodeState): string {
  if (!isShutDown(state, node)) return DEADLINE_MESSAGE;
  return `workflow shutdown with strategy: ${state.shutdown}`;
}

/** Message of a node whose container was ended; two blanks, as Argo has them. */
export function endedMessage(state: WorkflowState, node: NodeState): string {
  if (!isShutDown(state, node)) return DEADLINE_MESSAGE;
  return `workflow shutdown with strategy:  ${state.shutdown}`;
}

/** Message of a suspension that a shutdown or the deadline ended. */
export function suspensionEndedMessage(state: WorkflowState, node: NodeState): string {
  return isShutDown(state, node) ? `Stopped with strategy '${state.shutdown}'` : DEADLINE_MESSAGE;
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
