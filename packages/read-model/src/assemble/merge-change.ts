import type { NodeStatus, Workflow } from '@tiphys/spec';
import { isExecutable } from '../projection/executable.ts';
import type { NodeChange, WorkflowChange, WorkflowPatch } from '../workflow-change.ts';
import { patchedSpec } from './patched-spec.ts';
import { groupProgress } from './progress.ts';
import { wholeStatus } from './workflow-object.ts';

/**
 * The whole object after a change, from the whole object before it. A watch tells only what changed; who wants
 * objects (Argo's clients do) keeps one and merges. The object before stays as it is.
 */
export function mergeChange(
  before: Workflow,
  change: Pick<WorkflowChange, 'nodes'> & { patch: WorkflowPatch },
): Workflow {
  const nodes = mergedNodes(before.status?.nodes ?? {}, change.nodes);
  const { patch } = change;
  return {
    ...before,
    metadata: patch.metadata,
    status: wholeStatus(patch.status, Object.keys(nodes).length === 0 ? undefined : nodes, before.status),
    spec: patchedSpec(before.spec, patch.spec),
  };
}

function mergedNodes(
  before: Readonly<Record<string, NodeStatus>>,
  changes: readonly NodeChange[],
): Record<string, NodeStatus> {
  if (changes.length === 0) return before;
  const nodes = new Map(Object.entries(before));
  for (const { node, removed } of changes) {
    const { children, progress } = nodes.get(node.id) ?? {};
    if (removed) nodes.delete(node.id);
    else nodes.set(node.id, ordered(node, children, node.progress ?? progress));
  }
  leaveRemoved(nodes, changes);
  for (const { node, parentIds } of attached(changes)) {
    for (const parentId of parentIds) {
      const parent = nodes.get(parentId);
      if (parent === undefined || parent.children?.includes(node.id)) continue;
      nodes.set(parentId, ordered(parent, [...(parent.children ?? []), node.id], parent.progress));
    }
  }
  const list = [...nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const progress = groupProgress(list);
  return Object.fromEntries(
    list.map((node, index) => {
      // An executable node has its own; of the others one whose children are gone has none any more.
      const own = isExecutable(node.type) ? node.progress : progress[index];
      return [node.id, own === node.progress ? node : ordered(node, node.children, own)];
    }),
  );
}

/** Nobody has a child that was taken out; what has come in its place is attached anew. */
function leaveRemoved(nodes: Map<string, NodeStatus>, changes: readonly NodeChange[]): void {
  const removed = new Set(changes.flatMap((change) => (change.removed ? [change.node.id] : [])));
  if (removed.size === 0) return;
  for (const [id, node] of nodes) {
    if (!node.children?.some((child) => removed.has(child))) continue;
    const children = node.children.filter((child) => !removed.has(child));
    nodes.set(id, ordered(node, children.length === 0 ? undefined : children, node.progress));
  }
}

/** Without what was taken out after it was told. */
function attached(changes: readonly NodeChange[]): readonly NodeChange[] {
  const lastRemoval = new Map<string, number>();
  for (const [place, { node, removed }] of changes.entries()) if (removed) lastRemoval.set(node.id, place);
  if (lastRemoval.size === 0) return changes;
  return changes.filter(({ node, removed }, place) => !removed && place > (lastRemoval.get(node.id) ?? -1));
}

/** The node with these children and this progress, in Argo's order of fields. */
function ordered(node: NodeStatus, children: string[] | undefined, progress: string | undefined): NodeStatus {
  const {
    progress: _progress,
    podIP,
    daemoned,
    nodeFlag,
    inputs,
    outputs,
    children: _children,
    outboundNodes,
    hostNodeName,
    memoizationStatus,
    synchronizationStatus,
    ...head
  } = node;
  return {
    ...head,
    ...(progress === undefined ? {} : { progress }),
    ...(podIP === undefined ? {} : { podIP }),
    ...(daemoned === undefined ? {} : { daemoned }),
    ...(nodeFlag === undefined ? {} : { nodeFlag }),
    ...(inputs === undefined ? {} : { inputs }),
    ...(outputs === undefined ? {} : { outputs }),
    ...(children === undefined ? {} : { children }),
    ...(outboundNodes === undefined ? {} : { outboundNodes }),
    ...(hostNodeName === undefined ? {} : { hostNodeName }),
    ...(memoizationStatus === undefined ? {} : { memoizationStatus }),
    ...(synchronizationStatus === undefined ? {} : { synchronizationStatus }),
  };
}
