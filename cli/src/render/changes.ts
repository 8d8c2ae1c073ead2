import { nodeMark } from './marks.ts';
import type { Style } from './style.ts';
import { oneLine } from './style.ts';
import type { NodeView, WorkflowView } from './view.ts';

/** Nodes that `get` does not show either. */
const HIDDEN: ReadonlySet<string> = new Set(['StepGroup', 'TaskGroup', 'Container']);

/**
 * What a watch prints where it cannot redraw: a line for each node whose phase or message is new, in order of start,
 * and one for a new phase of the workflow.
 */
export function changeLines(before: WorkflowView | undefined, after: WorkflowView, style: Style): string[] {
  const lines: string[] = [];
  const phase = after.status?.phase ?? '';
  const hasRoot = after.status?.nodes?.[after.metadata.name ?? ''] !== undefined;
  const nodes = Object.values(after.status?.nodes ?? {}).filter((node) => isNews(before, node));
  for (const node of nodes.sort(byStart)) lines.push(nodeLine(node, style));
  if (phase !== (before?.status?.phase ?? '') && (!hasRoot || after.status?.finishedAt)) {
    lines.push(`workflow ${after.metadata.name ?? ''}: ${phase}`);
  }
  return lines;
}

function isNews(before: WorkflowView | undefined, node: NodeView): boolean {
  if (HIDDEN.has(node.type) || node.phase === 'Omitted') return false;
  const known = before?.status?.nodes?.[node.id];
  return known?.phase !== node.phase || (known?.message ?? '') !== (node.message ?? '');
}

function nodeLine(node: NodeView, style: Style): string {
  const message = node.message ? `: ${oneLine(node.message)}` : '';
  return `${nodeMark(style, node)} ${oneLine(node.name)} ${node.phase ?? ''}${message}`;
}

function byStart(left: NodeView, right: NodeView): number {
  const leftStart = left.startedAt ?? '';
  const rightStart = right.startedAt ?? '';
  if (leftStart !== rightStart) return leftStart < rightStart ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}
