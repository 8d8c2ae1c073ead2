import { advanceAtGate, isAtGate } from './call/gated-node.ts';
import { advanceDag, advanceDependents } from './dag/dag.ts';
import { advanceTaskGroup } from './dag/task-group.ts';
import { type Decision, WORKFLOW } from './decision.ts';
import { fireNodeHooks } from './handlers/lifecycle-hook.ts';
import { leaveGate } from './locks/gate.ts';
import { saveToCache } from './locks/memoize.ts';
import { awaitsOwedLocks } from './locks/owed-locks.ts';
import { advanceEnded, advanceReady } from './pod/daemon.ts';
import { prepareAdvance } from './prepare-advance.ts';
import { advanceRetry } from './retry/retry.ts';
import { settleNode } from './settle.ts';
import { isFulfilled, type NodeState } from './state.ts';
import { advanceStepGroup } from './steps/step-group.ts';
import { advanceSteps } from './steps/steps.ts';
import { advanceSuspend } from './templates/suspend.ts';
import { offerPlaces } from './workflow/parallelism.ts';
import { advanceWorkflow } from './workflow/workflow.ts';

/**
 * Works the agenda off until it is empty or the transition is full. A list, not a recursion: a chain of 10,000
 * omitted tasks, or of templates in templates, takes no stack.
 */
export function advanceAll(decision: Decision): void {
  if (!prepareAdvance(decision)) return;
  for (let id = decision.dequeue(); id !== undefined; id = decision.dequeue()) advance(decision, id);
}

/** Looks at one node, or at the workflow, and takes it as far as it goes by itself. */
function advance(decision: Decision, id: string): void {
  if (id === WORKFLOW) {
    advanceWorkflow(decision);
    return;
  }
  const node = decision.node(id);
  if (node.role === 'entry') decision.enqueue(WORKFLOW);
  if (isFulfilled(node.phase) || node.daemon !== undefined) leaveGate(decision, node);
  if (node.daemon !== undefined && advanceDaemon(decision, node)) return;
  if (node.settled) {
    advanceDependents(decision, node);
    return;
  }
  if (isFulfilled(node.phase)) {
    saveToCache(decision, node);
    settleNode(decision, node);
    return;
  }
  // Who was asked comes first: the node is looked at again behind it.
  if (offerPlaces(decision, id)) return;
  if (awaitsOwedLocks(decision, node)) {
    fireNodeHooks(decision, node);
    return;
  }
  if (isAtGate(decision, node)) {
    fireNodeHooks(decision, node);
    advanceAtGate(decision, node);
    return;
  }
  advanceByType(decision, node);
  // After what it begins itself, as in Argo; one that has just ended is looked at once more.
  if (!isFulfilled(node.phase)) fireNodeHooks(decision, node);
}

function advanceByType(decision: Decision, node: NodeState): void {
  switch (node.type) {
    case 'Steps':
      advanceSteps(decision, node);
      return;
    case 'StepGroup':
      advanceStepGroup(decision, node);
      return;
    case 'Suspend':
      advanceSuspend(decision, node);
      return;
    case 'Retry':
      advanceRetry(decision, node);
      return;
    case 'TaskGroup':
      advanceTaskGroup(decision, node);
      return;
    case 'DAG':
      advanceDag(decision, node);
      return;
    default:
      return;
  }
}

/** @returns false for an attempt that has ended: it settles as any other does. */
function advanceDaemon(decision: Decision, node: NodeState): boolean {
  if (node.daemon === 'over' && node.role === 'attempt') return false;
  if (node.settled) advanceDependents(decision, node);
  if (node.daemon === 'over') {
    advanceEnded(decision, node);
    return true;
  }
  fireNodeHooks(decision, node);
  advanceReady(decision, node);
  if (node.type === 'Retry') advanceRetry(decision, node);
  return true;
}
