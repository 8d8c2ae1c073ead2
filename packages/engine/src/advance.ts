import { advanceEnded, advanceReady } from './daemon.ts';
import { advanceDag, advanceDependents } from './dag.ts';
import { type Decision, WORKFLOW } from './decision.ts';
import { leaveGate } from './gate.ts';
import { advanceAtGate, isAtGate } from './gated-node.ts';
import { fireNodeHooks } from './lifecycle-hook.ts';
import { saveToCache } from './memoize.ts';
import { awaitsOwedLocks } from './owed-locks.ts';
import { offerPlaces } from './parallelism.ts';
import { prepareAdvance } from './prepare-advance.ts';
import { advanceRetry } from './retry.ts';
import { settleNode } from './settle.ts';
import { isFulfilled, type NodeState } from './state.ts';
import { advanceStepGroup } from './step-group.ts';
import { advanceSteps } from './steps.ts';
import { advanceSuspend } from './suspend.ts';
import { advanceTaskGroup } from './task-group.ts';
import { advanceWorkflow } from './workflow.ts';

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
  offerPlaces(decision, id);
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
