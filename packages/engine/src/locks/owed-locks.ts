import { withInputs } from '../call/arguments.ts';
import { callerScopeOf } from '../call/template-call.ts';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { endBelow, lookBelow } from '../operations/reset-nodes.ts';
import { blocksNewContainers } from '../operations/shutdown.ts';
import type { NodeState, WorkflowState } from '../state.ts';
import { releaseLocks, requestLocks, resolveLocks } from './synchronization.ts';

/**
 * Locks of nodes that a manual retry runs again with what has succeeded below them: whoever is to start something
 * below asks for them anew (Argo's executeTemplate takes them each time that it comes to a node that has not ended).
 * Outer locks come before inner ones, as in a first run: nobody holds an inner lock while he waits for an outer one.
 */

/** Whether a node has to wait until it, or what it belongs to, has its locks again. Asks for them where it is time. */
export function awaitsOwedLocks(decision: Decision, node: NodeState): boolean {
  if (node.resets === 0) return false;
  const { state } = decision;
  const outermost = outermostOwing(state, node);
  if (outermost === undefined || blocksNewContainers(state, outermost)) return false;
  if (outermost.id !== node.id) return true;
  if (!state.locks.has(node.id)) askAgain(decision, node);
  return true;
}

/** The workflow is to end: nothing starts any more that would need the locks. */
export function forgoOwedLocks(decision: Decision, node: NodeState): void {
  releaseLocks(decision, node.id);
  lookBelow(decision, node.id);
}

function askAgain(decision: Decision, node: NodeState): void {
  const template = templateOf(decision.state, node);
  if (template?.synchronization === undefined) throw new Error(`${node.name} has no locks`);
  const scope = withInputs(callerScopeOf(decision, node), node.inputs);
  const locks = resolveLocks(decision.state, template.synchronization, scope);
  if (locks.ok) requestLocks(decision, node.id, locks.value);
  else endBelow(decision, node.id, locks.message);
}

function outermostOwing(state: WorkflowState, node: NodeState): NodeState | undefined {
  let found: NodeState | undefined;
  for (let at: NodeState | undefined = node; at !== undefined; at = state.nodes.get(at.ownerId ?? '')) {
    if (at.owesLocks) found = at;
  }
  return found;
}
