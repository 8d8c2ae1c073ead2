import type { NodeState, WorkflowState } from '../state.ts';

/**
 * The nodes of a workflow as text for tests: a line for the workflow, then one for each node, indented below the
 * first node that has it as a child, in the order of the children; handlers of the workflow are roots of their own.
 *
 *   wf Failed: child 'wf-1' failed
 *   wf Steps Failed
 *     wf[0] StepGroup Failed
 */
export function renderNodes(state: WorkflowState): string {
  const lines = [`${state.name} ${line(state.phase, state.message)}`];
  const seen = new Set<string>();
  const roots = [...state.nodes.values()].filter(
    (node) => node.id === state.entryId || node.id === state.handlerId,
  );
  const stack = roots.reverse().map((node) => ({ node, depth: 0 }));
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, depth } = top;
    if (seen.has(node.id)) continue;
    seen.add(node.id);
    lines.push(`${'  '.repeat(depth)}${describe(node)}`);
    const children = node.children.map((id) => state.nodes.get(id)).filter((child) => child !== undefined);
    for (const child of children.reverse()) stack.push({ node: child, depth: depth + 1 });
  }
  for (const node of state.nodes.values()) if (!seen.has(node.id)) lines.push(`orphan ${describe(node)}`);
  return lines.join('\n');
}

function describe(node: NodeState): string {
  return `${node.name} ${node.type} ${line(node.phase, node.message)}`;
}

function line(phase: string, message: string): string {
  return message === '' ? phase : `${phase}: ${message}`;
}
