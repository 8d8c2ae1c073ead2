import type { WorkflowState } from './state.ts';

/**
 * The nodes after which whatever follows this node is drawn: the node itself for a leaf, the outbound nodes of
 * what a Steps or DAG node ended with (Argo's getOutboundNodes).
 */
export function outboundNodes(state: WorkflowState, id: string): string[] {
  const result: string[] = [];
  const stack = [id];
  while (stack.length > 0) {
    const current = stack.pop() as string;
    const node = state.nodes.get(current);
    if (node === undefined) continue;
    if (node.type === 'Steps' || node.type === 'DAG') stack.push(...[...node.outboundNodes].reverse());
    else if (node.type === 'Retry') result.push(node.memberIds.at(-1) ?? current);
    else if (node.type === 'TaskGroup' && node.memberIds.length > 0)
      stack.push(...[...node.memberIds].reverse());
    else result.push(current);
  }
  return result;
}

/** The same for several, without repetition, in order. */
export function outboundNodesOf(state: WorkflowState, ids: readonly string[]): string[] {
  return [...new Set(ids.flatMap((id) => outboundNodes(state, id)))];
}
