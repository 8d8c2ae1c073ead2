import type { NodeStatus, ResourcesDuration, Workflow } from '@tiphys/spec';
import { isExecutable } from '../projection/executable.ts';
import type { NodeChange, WorkflowChange, WorkflowPatch } from '../workflow-change.ts';
import { groupResources } from './group-resources.ts';
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
    else nodes.set(node.id, ordered(node, { children, progress: node.progress ?? progress }));
  }
  leaveRemoved(nodes, changes);
  for (const { node, parentIds } of attached(changes)) {
    for (const parentId of parentIds) {
      const parent = nodes.get(parentId);
      if (parent === undefined || parent.children?.includes(node.id)) continue;
      nodes.set(parentId, ordered(parent, { children: [...(parent.children ?? []), node.id] }));
    }
  }
  const list = [...nodes.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const allProgress = groupProgress(list);
  const allResources = groupResources(list);
  return Object.fromEntries(
    list.map((node, index) => {
      // An executable node has its own; of the others one whose children are gone has none any more.
      const progress = isExecutable(node.type) ? node.progress : allProgress[index];
      const resourcesDuration = node.type === 'Pod' ? node.resourcesDuration : allResources[index];
      const isSame = progress === node.progress && isSameDuration(resourcesDuration, node.resourcesDuration);
      return [node.id, isSame ? node : ordered(node, { progress, resourcesDuration })];
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
    nodes.set(id, ordered(node, { children: children.length === 0 ? undefined : children }));
  }
}

/** Without what was taken out after it was told. */
function attached(changes: readonly NodeChange[]): readonly NodeChange[] {
  const lastRemoval = new Map<string, number>();
  for (const [place, { node, removed }] of changes.entries()) if (removed) lastRemoval.set(node.id, place);
  if (lastRemoval.size === 0) return changes;
  return changes.filter(({ node, removed }, place) => !removed && place > (lastRemoval.get(node.id) ?? -1));
}

function isSameDuration(a: ResourcesDuration | undefined, b: ResourcesDuration | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const others = new Map(Object.entries(b));
  const entries = Object.entries(a);
  return entries.length === others.size && entries.every(([name, seconds]) => others.get(name) === seconds);
}

type Summed = Partial<{ [K in 'children' | 'progress' | 'resourcesDuration']: NodeStatus[K] | undefined }>;

/** The node with what is given instead of what it has, in Argo's order of fields. */
function ordered(node: NodeStatus, instead: Summed): NodeStatus {
  const {
    progress,
    resourcesDuration,
    podIP,
    daemoned,
    nodeFlag,
    inputs,
    outputs,
    children,
    outboundNodes,
    hostNodeName,
    memoizationStatus,
    synchronizationStatus,
    ...head
  } = { ...node, ...instead };
  return {
    ...head,
    ...(progress === undefined ? {} : { progress }),
    ...(resourcesDuration === undefined ? {} : { resourcesDuration }),
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
