import { templateOf } from '../call/template-of.ts';
import { type Decision, WORKFLOW } from '../decision.ts';
import type { NodeState, WorkflowState } from '../state.ts';

/** Message of what a template's `failFast` ends. */
export const FAIL_FAST_MESSAGE = 'template has failed or errored children and failFast enabled';

/**
 * Whether a call may start below a Steps or DAG node (Argo's checkParallelism). Where it may not, whoever asks waits
 * in the order in which they asked, without a node of its own, and is looked at again when there may be room. Nothing
 * fails over it: Argo fails the workflow over a handler that finds no room.
 *
 * @param boundaryID the Steps or DAG node; undefined for what stands outside, which never waits.
 * @param waiterId who is looked at again.
 */
export function admits(decision: Decision, boundaryID: string | undefined, waiterId: string): boolean {
  if (boundaryID === undefined) return true;
  const { state } = decision;
  const boundary = decision.node(boundaryID);
  const limitId = isTemplateFull(state, boundary)
    ? boundaryID
    : isWorkflowFull(state, boundary)
      ? WORKFLOW
      : undefined;
  if (limitId === undefined) return true;
  waitFor(decision, limitId, waiterId);
  return false;
}

/**
 * Whether a node that waited for a lock, and took no pod's place meanwhile, may begin. Its template's caller has counted
 * it all along.
 */
export function admitsBegun(decision: Decision, { id, boundaryID, type }: NodeState): boolean {
  if (boundaryID === undefined || type === 'Suspend') return true;
  if (!isWorkflowFull(decision.state, decision.node(boundaryID))) return true;
  waitFor(decision, WORKFLOW, id);
  return false;
}

/**
 * Has the first of those that wait for a limit looked at, where there is room, and then the limit again: who was
 * asked may not need the place any more. Called whenever the limit's node, or the workflow, is looked at.
 *
 * @param limitId the Steps or DAG node whose template has the limit, or WORKFLOW.
 * @returns whether somebody else was asked.
 */
export function offerPlaces(decision: Decision, limitId: string): boolean {
  const { state } = decision;
  const [waiterId] = state.placeWaiters.get(limitId) ?? [];
  if (waiterId === undefined) return false;
  if (limitId === WORKFLOW) {
    if (isWorkflowFull(state, undefined)) return false;
  } else {
    const boundary = decision.node(limitId);
    if (isTemplateFull(state, boundary)) return false;
    // All of them would only go over to the other queue: one of them for all is enough.
    if (isWorkflowFull(state, boundary)) {
      waitFor(decision, WORKFLOW, limitId);
      return false;
    }
  }
  decision.emit({ type: 'placeOffered', limitId, waiterId });
  decision.enqueue(waiterId);
  decision.enqueue(limitId);
  return waiterId !== limitId;
}

/** A node has ended: there is room for those that wait. */
export function freePlaces(decision: Decision, { boundaryID }: NodeState): void {
  const { placeWaiters } = decision.state;
  if (placeWaiters.size === 0) return;
  if (boundaryID !== undefined && placeWaiters.has(boundaryID)) decision.enqueue(boundaryID);
  if (placeWaiters.has(WORKFLOW)) decision.enqueue(WORKFLOW);
}

/** Whether nothing more starts below a Steps or DAG node, since one of its children has failed. */
export function failsFast(state: WorkflowState, boundary: NodeState): boolean {
  return boundary.failedChildren > 0 && templateOf(state, boundary)?.failFast === true;
}

function waitFor(decision: Decision, limitId: string, waiterId: string): void {
  if (decision.state.placeWaiters.get(limitId)?.has(waiterId)) return;
  decision.emit({ type: 'placeAwaited', limitId, waiterId });
}

/** 0 is no limit here, as in Argo. */
function isTemplateFull(state: WorkflowState, boundary: NodeState): boolean {
  const limit = templateOf(state, boundary)?.parallelism ?? 0;
  return limit > 0 && boundary.activeChildren >= limit;
}

/** Not for the first call below a boundary: it takes over the place that is reserved. */
function isWorkflowFull(state: WorkflowState, boundary: NodeState | undefined): boolean {
  const limit = state.workflow.spec.parallelism;
  return limit !== undefined && boundary?.holdsPod !== true && state.activePods >= limit;
}
