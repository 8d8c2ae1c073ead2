import { nodeMark } from './marks.ts';
import type { Style } from './style.ts';
import { oneLine } from './style.ts';
import type { NodeView, WorkflowView } from './view.ts';

/** Nodes that `get` does not show either. */
const HIDDEN: ReadonlySet<string> = new Set(['StepGroup', 'TaskGroup', 'Container']);

/**
 * What a watch prints where it cannot redraw: a line for each node whose phase or message is new, in the order in
 * which it happened, and one for a new phase of the workflow.
 */
export function changeLines(before: WorkflowView | undefined, after: WorkflowView, style: Style): string[] {
  const lines: string[] = [];
  const phase = after.status?.phase ?? '';
  const hasRoot = after.status?.nodes?.[after.metadata.name ?? ''] !== undefined;
  const nodes = Object.values(after.status?.nodes ?? {}).filter((node) => isNews(before, node));
  for (const node of nodes.sort(inOrder)) lines.push(nodeLine(node, style));
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

/**
 * By time. In the same second: a handler after what it handles, what ended before what began, and a node ends after
 * those below it.
 */
function inOrder(left: NodeView, right: NodeView): number {
  const difference = changedAt(left) - changedAt(right);
  if (difference !== 0) return difference;
  const handlers = handlersAround(left) - handlersAround(right);
  if (handlers !== 0) return handlers;
  const hasEnded = Boolean(left.finishedAt);
  if (hasEnded !== Boolean(right.finishedAt)) return hasEnded ? -1 : 1;
  // The name of a node begins with that of the node above it.
  const depth = left.name.length - right.name.length;
  return (hasEnded ? -depth : depth) || (left.name < right.name ? -1 : 1);
}

function changedAt(node: NodeView): number {
  const time = node.finishedAt ?? node.startedAt;
  return time ? Date.parse(time) : 0;
}

function handlersAround({ name }: NodeView): number {
  return name.split('.onExit').length - 1;
}
