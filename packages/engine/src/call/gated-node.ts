import type { Decision } from '../decision.ts';
import { waitsAtGate } from '../locks/gate.ts';
import { lookUp, resolveMemoize } from '../locks/memoize.ts';
import { forgoOwedLocks } from '../locks/owed-locks.ts';
import { releaseLocks } from '../locks/synchronization.ts';
import { blocksNewContainers, suspensionEndedMessage } from '../operations/shutdown.ts';
import { endBeforeStart } from '../pod/container.ts';
import type { NodeState } from '../state.ts';
import { admitsBegun } from '../workflow/parallelism.ts';
import { withInputs } from './arguments.ts';
import { beginNode, callerScopeOf } from './template-call.ts';
import { templateOf } from './template-of.ts';

/** Whether a node that has not ended has still to begin. */
export function isAtGate({ state }: Decision, node: NodeState): boolean {
  return node.gated && node.phase === 'Pending' && !state.attempts.has(node.id);
}

/** Takes a node that waits to begin as far as it goes. */
export function advanceAtGate(decision: Decision, node: NodeState): void {
  const { state } = decision;
  if (waitsAtGate(decision, node) !== undefined) {
    if (!blocksNewContainers(state, node)) return;
    endWait(decision, node);
    return;
  }
  const template = templateOf(state, node);
  if (template === undefined) throw new Error(`${node.name} has lost its template`);
  const scope = callerScopeOf(decision, node);
  if (template.memoize !== undefined && node.memoization === undefined) {
    const entry = resolveMemoize(template.memoize, withInputs(scope, node.inputs));
    if (entry.ok) lookUp(decision, node.id, entry.value);
    else endBeforeStart(decision, node.id, 'Error', entry.message);
    return;
  }
  if (admitsBegun(decision, node)) beginNode(decision, node, template, scope);
}

/** The workflow is to end: what waits at a gate need not wait. @returns false where the transition was full before the last. */
export function endWaitsAtGates(decision: Decision): boolean {
  for (const id of [...decision.state.atGate]) {
    const node = decision.node(id);
    if (!blocksNewContainers(decision.state, node)) continue;
    if (decision.full) return false;
    if (node.owesLocks) forgoOwedLocks(decision, node);
    else endWait(decision, node);
  }
  return true;
}

function endWait(decision: Decision, node: NodeState): void {
  releaseLocks(decision, node.id);
  endBeforeStart(decision, node.id, 'Failed', suspensionEndedMessage(decision.state, node));
}
