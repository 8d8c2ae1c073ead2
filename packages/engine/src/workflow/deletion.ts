import { deferDeletion } from '../artifacts/artifact-gc.ts';
import type { DeleteWorkflow, Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { releaseLocks } from '../locks/synchronization.ts';
import { isFinished } from '../state.ts';

/**
 * Forgets the workflow. Agents that hold something are told to end it; nobody waits for them, for nothing is left to
 * report to.
 */
export function deleteWorkflow(decision: Decision, { force = false }: DeleteWorkflow): Rejection | undefined {
  if (!force && decision.state.artifactGc.deletionRequested) {
    return reject('duplicate', 'the workflow goes as soon as its artifacts are deleted');
  }
  if (force || !deferDeletion(decision)) continueDeletion(decision);
  return undefined;
}

/** Goes on with a deletion that does not fit into one transition. @returns false where it still does not. */
export function continueDeletion(decision: Decision): boolean {
  const { state } = decision;
  if (!isFinished(state)) {
    for (const { nodeId, attempt, pool, agentId, cancelMessage } of [...state.attempts.values()]) {
      if (state.deleting && cancelMessage === DELETED) continue;
      if (decision.full) {
        if (!state.deleting) decision.emit({ type: 'deletionBegun' });
        decision.enqueue(WORKFLOW);
        return false;
      }
      decision.emit({
        type: 'attemptCancelRequested',
        nodeId,
        attempt,
        pool,
        agentId,
        message: DELETED,
      });
    }
  }
  for (const key of [...decision.state.locks.keys()]) releaseLocks(decision, key);
  decision.emit({ type: 'workflowDeleted' });
  return true;
}

const DELETED = 'the workflow was deleted';
