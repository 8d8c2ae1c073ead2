import type { NodesRemoved, NodesReset } from '@tiphys/engine';
import { nodePatch } from '../assemble/node-status.ts';
import type { NodeRow } from '../node-row.ts';
import type { NodeChange } from '../workflow-change.ts';
import type { WorkflowRow } from '../workflow-row.ts';
import { removeNode, resetNode } from './project-node.ts';
import type { RowSet } from './row-set.ts';

/** What a transition did to nodes, by id. */
export type ChangedNodes = Map<string, ChangedNode>;

interface ChangedNode {
  node: NodeRow;
  isNew?: boolean | undefined;
  isRemoved?: boolean | undefined;
  /** A node of this id was taken out before. */
  replaces?: boolean | undefined;
}

/** What watchers get of it: what was taken out comes first. */
export function nodeChanges(changed: ChangedNodes): NodeChange[] {
  const removed: NodeChange[] = [];
  const others: NodeChange[] = [];
  for (const { node, isNew, isRemoved, replaces } of changed.values()) {
    const patch = nodePatch(node);
    if (isRemoved || replaces) removed.push({ removed: true, node: patch, parentIds: [] });
    if (!isRemoved) others.push({ node: patch, parentIds: isNew ? node.parentIds : [] });
  }
  return [...removed, ...others];
}

/** The workflow runs again. */
export function restartRow(row: WorkflowRow, parameters: WorkflowRow['parameters'], at: number): void {
  row.phase = 'Running';
  row.message = '';
  row.startedAt = at;
  row.finishedAt = 0;
  // Also where the manifest says otherwise.
  row.shutdown = '';
  row.suspended = false;
  row.archived = undefined;
  if (parameters === undefined) return;
  const names = new Set(parameters.map(({ name }) => name));
  row.parameters = [...parameters, ...(row.parameters ?? []).filter(({ name }) => !names.has(name))];
}

/** Takes a node out, or has it run again. */
export function changeInRestart(
  rows: RowSet,
  row: WorkflowRow,
  { id, at, event }: { id: string; at: number; event: NodesRemoved | NodesReset },
  changed: ChangedNodes,
): void {
  const node = rows.node(row.uid, id);
  if (node === undefined) return;
  if (event.type === 'nodesRemoved') {
    removeNode(row, node);
    rows.removeNode(row.uid, id);
    changed.set(id, { node, isRemoved: true });
    return;
  }
  resetNode(row, node, event.inputs, at);
  rows.touchNode(row.uid, node);
  if (!changed.has(id)) changed.set(id, { node });
}
