import type { Decision } from '../decision.ts';
import { WORKFLOW_LOCKS, WORKFLOW_PLACE } from '../locks/lock-key.ts';
import { releaseLocks, requestLocks, resolveLocks } from '../locks/synchronization.ts';
import { globalScope } from '../scope/global-scope.ts';

/**
 * Whether a workflow may start: first it needs a place among those that run at the same time, then its own locks. In
 * this order, for whoever holds a lock then runs, and will give it back.
 *
 * One that is stopped while it waits ends without having started, and so without its handler. In Argo a Stop of such
 * a workflow takes effect when it has its lock.
 */
export function admitWorkflow(decision: Decision): boolean {
  const { state } = decision;
  if (state.restarts > 0 && state.shutdown !== undefined) {
    // What runs again is ended, node by node: it needs no lock for that.
    releaseWorkflow(decision);
    return true;
  }
  const waits = [...state.locks.values()].some(({ held }) => !held);
  if (state.shutdown !== undefined && waits) {
    releaseWorkflow(decision);
    fail(decision, `Stopped with strategy '${state.shutdown}'`);
    return false;
  }
  // Nothing of one that was terminated from the start will run.
  if (state.shutdown === 'Terminate') return true;
  return hasPlace(decision) && hasLocks(decision);
}

function hasPlace(decision: Decision): boolean {
  const { state, surroundings } = decision;
  const request = state.locks.get(WORKFLOW_PLACE);
  if (request !== undefined) return request.held;
  // Once its locks are asked for, it has been admitted: limits that come later are for the next ones.
  if (state.locks.has(WORKFLOW_LOCKS)) return true;
  const places = surroundings.places?.(state.namespace) ?? [];
  if (places.length === 0) return true;
  requestLocks(
    decision,
    WORKFLOW_PLACE,
    places.map((name) => ({ type: 'Parallelism', name })),
  );
  return false;
}

function hasLocks(decision: Decision): boolean {
  const { state } = decision;
  const { synchronization } = state.workflow.spec;
  if (synchronization === undefined) return true;
  const request = state.locks.get(WORKFLOW_LOCKS);
  if (request !== undefined) return request.held;
  const locks = resolveLocks(state, synchronization, globalScope(state, false, decision.at));
  if (!locks.ok) {
    releaseWorkflow(decision);
    fail(decision, `Failed to acquire the synchronization lock. ${locks.message}`);
    return false;
  }
  if (locks.value.length === 0) return true;
  requestLocks(decision, WORKFLOW_LOCKS, locks.value);
  return false;
}

/** Gives back what the workflow itself holds, or waits for. */
export function releaseWorkflow(decision: Decision): void {
  releaseLocks(decision, WORKFLOW_LOCKS);
  releaseLocks(decision, WORKFLOW_PLACE);
}

function fail(decision: Decision, message: string): void {
  decision.emit({ type: 'workflowFinished', phase: 'Failed', message });
}
