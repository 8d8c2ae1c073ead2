import type { NodeState, WorkflowState } from '../state.ts';

/**
 * The nodes after which whatever follows this node is drawn: the node itself for a leaf, the outbound nodes of
 * what a Steps or DAG node ended with (Argo's getOutboundNodes). Below a Retry and a TaskGroup handlers and hooks are
 * children like others; so they are below the pod of a container set.
 */
export function outboundNodes(state: WorkflowState, id: string): string[] {
  const result: string[] = [];
  const stack = [id];
  while (stack.length > 0) {
    const current = stack.pop() as string;
    const node = state.nodes.get(current);
    if (node === undefined) continue;
    if (node.type === 'Steps' || node.type === 'DAG') {
      // What a cache stands in for has nothing below it.
      if (node.memoization?.hit === true) result.push(current);
      else stack.push(...[...node.outboundNodes].reverse());
    } else if (node.type === 'Retry') result.push(node.children.at(-1) ?? current);
    else if (standsForChildren(state, node)) stack.push(...[...node.children].reverse());
    else result.push(current);
  }
  return result;
}

/** A group of items, the pod of a container set, and a container that others of its set wait for. */
function standsForChildren(
  state: WorkflowState,
  { type, children, memberIds, boundaryID }: NodeState,
): boolean {
  if (type === 'TaskGroup' || (type === 'Pod' && memberIds.length > 0)) return children.length > 0;
  return type === 'Container' && children.some((id) => state.nodes.get(id)?.boundaryID === boundaryID);
}

/** The same for several, without repetition, in order. */
export function outboundNodesOf(state: WorkflowState, ids: readonly string[]): string[] {
  return [...new Set(ids.flatMap((id) => outboundNodes(state, id)))];
}
