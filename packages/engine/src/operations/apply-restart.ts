import { templateOf } from '../call/template-of.ts';
import { dagGraph } from '../dag/dag-graph.ts';
import { mustGet } from '../must-get.ts';
import { isFailedOrError, type NodeDraft, type WorkflowDraft } from '../state.ts';
import { countReset, giveBack, uncountFailed } from '../workflow/active-counts.ts';
import type { NodesRemoved, NodesReset, RestartPlanned, WorkflowRestarted } from './operation-events.ts';

/** The part of `apply` for a workflow that runs again after it had ended. */
export function applyRestart(
  draft: WorkflowDraft,
  event: WorkflowRestarted | RestartPlanned | NodesRemoved | NodesReset,
  at: number,
): void {
  switch (event.type) {
    case 'workflowRestarted':
      applyRestarted(draft, event, at);
      return;
    case 'restartPlanned':
      applyPlanned(draft, event);
      return;
    case 'nodesRemoved':
      for (const id of event.ids) remove(draft, mustGet(draft.nodes, id, 'node'));
      finishPart(draft, 'remove', event.ids.length);
      return;
    case 'nodesReset':
      for (const id of event.ids) reset(draft, mustGet(draft.nodes, id, 'node'), at);
      if (event.inputs !== undefined) mustGet(draft.nodes, event.ids[0] ?? '', 'node').inputs = event.inputs;
      finishPart(draft, 'reset', event.ids.length);
      return;
  }
}

function applyRestarted(draft: WorkflowDraft, { parameters = [] }: WorkflowRestarted, at: number): void {
  draft.phase = 'Running';
  draft.message = '';
  draft.startedAt = at;
  draft.finishedAt = 0;
  draft.shutdown = undefined;
  draft.deadlineExceeded = false;
  draft.suspended = false;
  draft.restarts += 1;
  if (parameters.length === 0) return;
  const { spec } = draft.workflow;
  const given = new Set(parameters.map(({ name }) => name));
  const kept = (spec.arguments?.parameters ?? []).filter(({ name }) => !given.has(name));
  draft.workflow = {
    ...draft.workflow,
    spec: { ...spec, arguments: { ...spec.arguments, parameters: [...parameters, ...kept] } },
  };
}

/** Looks at every node once: a restart is rare, and nobody else keeps who has a node as a child. */
function applyPlanned(draft: WorkflowDraft, event: RestartPlanned): void {
  const ids = [...draft.nodes.keys()];
  const idAt = (place: number): string => {
    const id = ids[place];
    if (id === undefined) throw new Error(`broken history: no node at place ${place}`);
    return id;
  };
  const remove = event.remove.map(idAt);
  const again = event.reset.map(idAt);
  draft.restart = { remove, reset: again };
  const gone = new Set(remove);
  for (const node of draft.nodes.values()) {
    if (node.children.some((id) => gone.has(id))) {
      node.children = node.children.filter((id) => !gone.has(id));
    }
  }
  const running = new Set(again);
  draft.failedIds = draft.failedIds.filter((id) => !gone.has(id) && !running.has(id));
}

function finishPart(draft: WorkflowDraft, part: 'remove' | 'reset', count: number): void {
  if (draft.restart === undefined) return;
  draft.restart[part].splice(0, count);
  if (draft.restart.remove.length + draft.restart.reset.length === 0) draft.restart = undefined;
}

function remove(draft: WorkflowDraft, node: NodeDraft): void {
  giveBack(draft, node);
  if (isFailedOrError(node.phase)) uncountFailed(draft, node);
  draft.nodes.delete(node.id);
  draft.suspendNodeIds.delete(node.id);
  draft.daemonIds.delete(node.id);
  draft.nodes.get(node.boundaryID ?? '')?.daemonIds.delete(node.id);
  if (draft.displacedIds.get(node.name) === node.id) draft.displacedIds.delete(node.name);
  if (node.attempts > 0) draft.spentAttempts.set(node.id, node.attempts);
  const owner = node.ownerId === undefined ? undefined : draft.nodes.get(node.ownerId);
  if (owner !== undefined) detach(draft, owner, node);
  else if (node.ownerId === undefined) detachTopLevel(draft, node);
}

function detachTopLevel(draft: WorkflowDraft, node: NodeDraft): void {
  if (node.role === 'entry') draft.entryId = undefined;
  else if (node.role === 'exitHandler') draft.handlerId = undefined;
  else draft.hookIds.delete(node.callName ?? '');
}

function detach(draft: WorkflowDraft, owner: NodeDraft, node: NodeDraft): void {
  const place = node.index ?? 0;
  switch (node.role) {
    case 'exitHandler':
      owner.handlerId = undefined;
      return;
    case 'hook':
      owner.hookIds.delete(node.callName ?? '');
      return;
    case 'task':
      owner.dag?.taskIds.delete(node.callName ?? '');
      if (node.settled) uncountSettledTask(draft, owner, node.callName ?? '');
      return;
    case 'stepGroup':
    case 'attempt':
      owner.memberIds.length = Math.min(owner.memberIds.length, place);
      return;
    default:
      owner.memberIds[place] = '';
      owner.missing += 1;
      leavePlace(owner, node);
  }
}

/** In the list of a step's items, which are found by their order. */
function leavePlace(group: NodeDraft, { callName = '', id, item }: NodeDraft): void {
  const items = item === undefined ? undefined : group.expandedIds.get(callName);
  const place = items?.indexOf(id) ?? -1;
  if (items !== undefined && place >= 0) items[place] = '';
}

function reset(draft: WorkflowDraft, node: NodeDraft, at: number): void {
  if (isFailedOrError(node.phase)) uncountFailed(draft, node);
  node.phase = 'Running';
  node.message = '';
  node.startedAt = at;
  node.finishedAt = 0;
  node.outputs = undefined;
  node.outboundNodes = [];
  node.waits = 0;
  node.resets += 1;
  node.era = draft.restarts;
  node.daemon = undefined;
  node.owesLocks = owesLocks(draft, node);
  forgetLostMembers(node);
  if (node.settled) unsettle(draft, node);
  countReset(draft, node);
  draft.deferred.add(node.id);
}

/** The locks of a template that is retried belong to what retries it. */
function owesLocks(draft: WorkflowDraft, node: NodeDraft): boolean {
  if (node.role === 'attempt' || node.type === 'StepGroup' || node.type === 'TaskGroup') return false;
  const { mutexes = [], semaphores = [] } = templateOf(draft, node)?.synchronization ?? {};
  return mutexes.length + semaphores.length > 0;
}

/** A group of which nothing is left is planned anew. */
function forgetLostMembers(node: NodeDraft): void {
  if (node.missing === 0 || node.missing < node.memberIds.length) return;
  node.memberIds = [];
  node.expandedIds = new Map();
  node.missing = 0;
}

function unsettle(draft: WorkflowDraft, node: NodeDraft): void {
  node.settled = false;
  const owner = node.ownerId === undefined ? undefined : draft.nodes.get(node.ownerId);
  if (owner === undefined) return;
  owner.openOwned += 1;
  if (node.role === 'task') uncountSettledTask(draft, owner, node.callName ?? '');
}

function uncountSettledTask(draft: WorkflowDraft, dagNode: NodeDraft, taskName: string): void {
  const dag = templateOf(draft, dagNode)?.dag;
  if (dag === undefined || dagNode.dag === undefined) return;
  dagNode.dag.settledTasks -= 1;
  const settled = dagNode.dag.settledDependencies;
  for (const dependent of dagGraph(dag).dependents.get(taskName) ?? []) {
    settled.set(dependent, (settled.get(dependent) ?? 1) - 1);
  }
}
