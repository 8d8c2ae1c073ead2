import type { Decision } from '../decision.ts';
import { isFulfilled, type NodeState, type WorkflowState } from '../state.ts';

/** A node that a manual retry has reset, and all that was reset below it: it is looked at again. */
export function lookBelow(decision: Decision, id: string): void {
  for (const node of openBelow(decision.state, id)) decision.enqueue(node.id);
}

/** They end, those that are owned before their owners. */
export function endBelow(decision: Decision, id: string, message: string): void {
  for (const node of openBelow(decision.state, id).reverse()) {
    decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: 'Error', message });
    decision.enqueue(node.id);
  }
}

/** Looks at every node: this is rare, and a node does not know all that it owns. */
function openBelow(state: WorkflowState, id: string): NodeState[] {
  return [...state.nodes.values()].filter(
    (node) => node.resets > 0 && !isFulfilled(node.phase) && isWithin(state, node, id),
  );
}

function isWithin(state: WorkflowState, node: NodeState, id: string): boolean {
  for (let at: NodeState | undefined = node; at !== undefined; at = state.nodes.get(at.ownerId ?? '')) {
    if (at.id === id) return true;
  }
  return false;
}
