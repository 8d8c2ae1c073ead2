import type { NodePhase, NodeType } from '@tiphys/spec';
import type { NodeDraft, WorkflowDraft } from '../state.ts';

/**
 * How much of the limits in number is taken, kept as events are applied, so that nobody counts nodes.
 *
 * A template's `parallelism` limits its active children: Pods, Steps and DAGs right below it (Argo's
 * getActiveChildren). The workflow's limits pods (getActivePods). A Steps, DAG or Retry node has a pod's place
 * reserved until the first node below it takes it over: Argo goes down to the first pod before it looks at the next
 * call, and so as many are open as may run.
 */
export function countInitialized(draft: WorkflowDraft, node: NodeDraft): void {
  const boundary = boundaryOf(draft, node);
  if (STARTED.has(node.type)) {
    if (boundary !== undefined) givePodBack(draft, boundary);
    if (node.role === 'attempt') giveBack(draft, draft.nodes.get(node.ownerId ?? ''));
  }
  if (!LIMITED.has(node.type) || (node.phase !== 'Pending' && node.phase !== 'Running')) return;
  if (boundary !== undefined) {
    boundary.activeChildren += 1;
    node.isActiveChild = true;
  }
  // One that waits for a lock reserves nothing: whoever holds the lock may need the place.
  if (node.type !== 'Pod' && node.phase === 'Running') takePod(draft, node);
}

/** A node that waited for a lock begins: see above. */
export function countBegun(draft: WorkflowDraft, node: NodeDraft, phase: NodePhase): void {
  if (node.gated && node.phase === 'Pending' && phase === 'Running' && RESERVING.has(node.type)) {
    takePod(draft, node);
  }
}

/** The container of a node has been ordered. */
export function countScheduled(draft: WorkflowDraft, node: NodeDraft): void {
  if (node.type === 'Pod') takePod(draft, node);
}

/** The node has ended, or does not count any more. */
export function giveBack(draft: WorkflowDraft, node: NodeDraft | undefined): void {
  if (node === undefined) return;
  givePodBack(draft, node);
  if (!node.isActiveChild) return;
  node.isActiveChild = false;
  const boundary = boundaryOf(draft, node);
  if (boundary !== undefined) boundary.activeChildren -= 1;
}

/**
 * A child has failed for good: of attempts the node that retries them counts (Argo counts each), and handlers and
 * hooks fail nothing.
 */
export function countFailed(draft: WorkflowDraft, node: NodeDraft): void {
  const counts = node.role === 'step' || node.role === 'task' || node.role === 'item';
  const boundary = boundaryOf(draft, node);
  if (counts && LIMITED.has(node.type) && boundary !== undefined) boundary.failedChildren += 1;
}

/** Types of nodes that take a place, or hold it for those below. */
const LIMITED: ReadonlySet<NodeType> = new Set<NodeType>(['Pod', 'Steps', 'DAG', 'Retry']);
/** Types of nodes that reserve a pod's place. */
const RESERVING: ReadonlySet<NodeType> = new Set<NodeType>(['Steps', 'DAG', 'Retry']);
/** Types of nodes that begin what their template says. */
const STARTED: ReadonlySet<NodeType> = new Set<NodeType>([...LIMITED, 'Suspend', 'HTTP', 'Plugin']);

function takePod(draft: WorkflowDraft, node: NodeDraft): void {
  if (node.holdsPod) return;
  node.holdsPod = true;
  draft.activePods += 1;
}

function givePodBack(draft: WorkflowDraft, node: NodeDraft): void {
  if (!node.holdsPod) return;
  node.holdsPod = false;
  draft.activePods -= 1;
}

function boundaryOf(draft: WorkflowDraft, node: NodeDraft): NodeDraft | undefined {
  return node.boundaryID === undefined ? undefined : draft.nodes.get(node.boundaryID);
}

/** A child that had ended runs again; it takes no pod's place before a container of it is ordered. */
export function countReset(draft: WorkflowDraft, node: NodeDraft): void {
  const boundary = boundaryOf(draft, node);
  node.failedChildren = 0;
  if (boundary === undefined || !LIMITED.has(node.type) || node.isActiveChild) return;
  boundary.activeChildren += 1;
  node.isActiveChild = true;
}

/** The reverse of countFailed: the child is no more, or runs again. */
export function uncountFailed(draft: WorkflowDraft, node: NodeDraft): void {
  const counts = node.role === 'step' || node.role === 'task' || node.role === 'item';
  const boundary = boundaryOf(draft, node);
  if (!counts || !LIMITED.has(node.type) || boundary === undefined) return;
  boundary.failedChildren = Math.max(0, boundary.failedChildren - 1);
}
