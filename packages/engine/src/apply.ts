import { nodeId, withTaskNames, withTemplateDefaults } from '@tiphys/spec';
import { applyArtifactGc, noteArtifacts } from './artifacts/apply-artifact-gc.ts';
import { noArtifactGc } from './artifacts/gc-draft.ts';
import { applyGlobalOutputs } from './artifacts/global-outputs.ts';
import { templateOf, templatesByKey } from './call/template-of.ts';
import { dagGraph } from './dag/dag-graph.ts';
import type {
  AttemptCancelRequested,
  AttemptClaimed,
  NodeDaemoned,
  NodeInitialized,
  NodePhaseChanged,
  PlaceAwaited,
  PlaceOffered,
  TaskScheduled,
  Transition,
  WorkflowCreated,
  WorkflowEvent,
} from './events.ts';
import { applyCache, applyLocks } from './locks/apply-locks.ts';
import { mustGet } from './must-get.ts';
import { newNode } from './new-node.ts';
import { applyOperation } from './operations/apply-operation.ts';
import { applyRestart } from './operations/apply-restart.ts';
import { reusedNodes } from './operations/reused-nodes.ts';
import { rememberWish } from './operations/wishes.ts';
import { registerOwned, registerTopLevel } from './register-node.ts';
import {
  isFailedOrError,
  isFulfilled,
  type NodeDraft,
  type WorkflowDraft,
  type WorkflowState,
} from './state.ts';
import {
  countBegun,
  countFailed,
  countInitialized,
  countScheduled,
  giveBack,
} from './workflow/active-counts.ts';
import { registerClaims } from './workflow/workflow-claims.ts';

/** The state before the first event. */
export function emptyState(): WorkflowDraft {
  return {
    uid: '',
    name: '',
    namespace: '',
    workflow: { metadata: {}, spec: {} },
    templates: new Map(),
    phase: '',
    message: '',
    createdAt: 0,
    startedAt: 0,
    finishedAt: 0,
    lastAt: 0,
    deleted: false,
    deleting: false,
    shutdown: undefined,
    deadlineExceeded: false,
    nodes: new Map(),
    displacedIds: new Map(),
    attempts: new Map(),
    timers: new Map(),
    activePods: 0,
    placeWaiters: new Map(),
    locks: new Map(),
    releasedLocks: [],
    atGate: new Set(),
    toSave: [],
    daemonIds: new Set(),
    agentIds: new Set(),
    claimAgents: new Map(),
    failedIds: [],
    entryId: undefined,
    handlerId: undefined,
    hookIds: new Map(),
    openHooks: 0,
    globalParameters: new Map(),
    globalArtifacts: new Map(),
    artifactGc: noArtifactGc(),
    artifactRepository: undefined,
    agenda: [],
    wishIds: [],
    suspended: false,
    deferred: new Set(),
    suspendNodeIds: new Set(),
    chosen: new Map(),
    reusedNodes: new Map(),
    restarts: 0,
    restart: undefined,
    spentAttempts: new Map(),
  };
}

/** Folds one message of the history into the draft. */
export function applyTransition(draft: WorkflowDraft, transition: Transition): void {
  for (const event of transition.events) apply(draft, event, transition.at);
  draft.agenda = transition.agenda;
  if (transition.isWish) rememberWish(draft, transition.commandId);
}

/** The state a history tells. */
export function replay(transitions: Iterable<Transition>): WorkflowState {
  const draft = emptyState();
  for (const transition of transitions) applyTransition(draft, transition);
  return draft;
}

/**
 * The only way state changes. Total over the events that `decide` emits: an event about a node that does not
 * exist is a broken history, and throws.
 *
 * @param at milliseconds since 1970, the transition's instant.
 */
export function apply(draft: WorkflowDraft, event: WorkflowEvent, at: number): void {
  draft.lastAt = at;
  switch (event.type) {
    case 'workflowCreated':
      applyCreated(draft, event, at);
      return;
    case 'workflowStarted':
      draft.phase = 'Running';
      draft.startedAt = at;
      return;
    case 'deletionRequested':
    case 'artifactDeletionOrdered':
    case 'artifactsDeleted':
      applyArtifactGc(draft, event);
      return;
    case 'artifactRepositoryResolved':
      draft.artifactRepository = event.resolved.artifactRepository;
      return;
    case 'workflowFinished':
      draft.phase = event.phase;
      draft.message = event.message ?? '';
      draft.finishedAt = at;
      // One that never started, since it waited for a lock, has a beginning all the same.
      if (draft.startedAt === 0) draft.startedAt = at;
      return;
    case 'workflowDeleted':
      draft.deleted = true;
      return;
    case 'shutdownRequested':
      draft.shutdown = event.strategy;
      return;
    case 'suspensionChanged':
    case 'nodesDeferred':
    case 'nodesReleased':
    case 'nodesChosen':
    case 'deletionBegun':
      applyOperation(draft, event);
      return;
    case 'workflowRestarted':
    case 'restartPlanned':
    case 'nodesRemoved':
    case 'nodesReset':
      applyRestart(draft, event, at);
      return;
    case 'nodeInitialized':
      applyNodeInitialized(draft, event, at);
      return;
    case 'nodePhaseChanged':
      applyPhaseChanged(draft, event, at);
      return;
    case 'nodeSettled':
      applySettled(draft, event.id);
      return;
    case 'taskScheduled':
      applyTaskScheduled(draft, event);
      return;
    case 'attemptClaimed':
      applyClaimed(draft, event, at);
      return;
    case 'attemptFinished':
      draft.attempts.delete(event.nodeId);
      return;
    case 'attemptCancelRequested':
      applyCancelRequested(draft, event);
      return;
    case 'metricsEmitted':
      // Nothing that is decided later depends on it.
      return;
    case 'timerScheduled':
      draft.timers.set(event.timerId, { nodeId: event.nodeId, purpose: event.purpose, at: event.at });
      return;
    case 'timerFired':
      applyTimerFired(draft, event.timerId);
      return;
    case 'timerCancelled':
      draft.timers.delete(event.timerId);
      return;
    case 'nodeDaemoned':
      applyDaemoned(draft, event);
      return;
    case 'locksRequested':
    case 'locksAwaited':
    case 'locksGranted':
    case 'locksReleased':
      applyLocks(draft, event, at);
      return;
    case 'cacheLookupRequested':
    case 'cacheAnswered':
    case 'cacheSaveRequested':
      applyCache(draft, event);
      return;
    case 'placeAwaited':
      applyPlaceAwaited(draft, event);
      return;
    case 'placeOffered':
      applyPlaceOffered(draft, event);
      return;
  }
}

function applyCreated(draft: WorkflowDraft, event: WorkflowCreated, at: number): void {
  const { metadata, status } = event.workflow;
  const spec = status?.storedWorkflowTemplateSpec ?? event.workflow.spec;
  draft.uid = event.uid;
  draft.name = metadata.name ?? '';
  draft.namespace = metadata.namespace ?? '';
  draft.workflow = { ...event.workflow, spec };
  const own = (spec.templates ?? []).map((one) => withTaskNames(one, spec, one.name === spec.entrypoint));
  const stored = Object.entries(status?.storedTemplates ?? {}).map(
    ([key, one]) => [key, withTaskNames(one, spec, false)] as const,
  );
  for (const [key, template] of templatesByKey(own, Object.fromEntries(stored))) {
    draft.templates.set(key, withTemplateDefaults(template, spec.templateDefaults));
  }
  draft.phase = 'Pending';
  draft.reusedNodes = reusedNodes(status);
  draft.suspended = spec.suspend === true;
  if (spec.shutdown === 'Stop' || spec.shutdown === 'Terminate') draft.shutdown = spec.shutdown;
  draft.createdAt = at;
}

function applyNodeInitialized(draft: WorkflowDraft, event: NodeInitialized, at: number): void {
  const owner = event.ownerId === undefined ? undefined : mustGet(draft.nodes, event.ownerId, 'node');
  const node = newNode(draft, event, owner, at);
  draft.nodes.set(node.id, node);
  if (node.type === 'Suspend' && !isFulfilled(node.phase)) draft.suspendNodeIds.add(node.id);
  if (node.id !== nodeId(draft.name, node.name)) draft.displacedIds.set(node.name, node.id);
  for (const parentId of event.parentIds) {
    mustGet(draft.nodes, parentId, 'node').children.push(node.id);
  }
  if (isFailedOrError(node.phase)) draft.failedIds.push(node.id);
  countInitialized(draft, node);
  if (owner === undefined) registerTopLevel(draft, node);
  else registerOwned(owner, node);
}

function applyPhaseChanged(draft: WorkflowDraft, event: NodePhaseChanged, at: number): void {
  const node = mustGet(draft.nodes, event.id, 'node');
  if (isFailedOrError(event.phase) && !isFailedOrError(node.phase)) {
    draft.failedIds.push(node.id);
    countFailed(draft, node);
  }
  countBegun(draft, node, event.phase);
  node.phase = event.phase;
  if (isFulfilled(event.phase)) {
    draft.atGate.delete(node.id);
    giveBack(draft, node);
    draft.placeWaiters.delete(node.id);
    if (node.daemon === 'ready') node.daemon = 'over';
  }
  if (event.message !== undefined) node.message = event.message;
  if (event.outputs !== undefined) {
    node.outputs = event.outputs;
    applyGlobalOutputs(draft, event.outputs);
    noteArtifacts(draft, node, event.outputs);
  }
  if (event.outboundNodes !== undefined) node.outboundNodes = event.outboundNodes;
  if (event.hostNodeName !== undefined) node.hostNodeName = event.hostNodeName;
  if (event.resourcesDuration !== undefined) node.resourcesDuration = event.resourcesDuration;
  if (isFulfilled(event.phase) && node.finishedAt === 0) node.finishedAt = at;
  if (node.type === 'Suspend') {
    draft.chosen.delete(node.id);
    if (isFulfilled(event.phase)) draft.suspendNodeIds.delete(node.id);
  }
}

function applySettled(draft: WorkflowDraft, id: string): void {
  const node = mustGet(draft.nodes, id, 'node');
  node.settled = true;
  if (node.ownerId === undefined) {
    if (node.role === 'hook') draft.openHooks -= 1;
    return;
  }
  const owner = mustGet(draft.nodes, node.ownerId, 'node');
  owner.openOwned -= 1;
  if (node.role === 'task') countSettledTask(draft, owner, node.callName ?? '');
}

function countSettledTask(draft: WorkflowDraft, dagNode: NodeDraft, taskName: string): void {
  const dag = templateOf(draft, dagNode)?.dag;
  if (dag === undefined || dagNode.dag === undefined) return;
  const settled = dagNode.dag.settledDependencies;
  dagNode.dag.settledTasks += 1;
  for (const dependent of dagGraph(dag).dependents.get(taskName) ?? []) {
    settled.set(dependent, (settled.get(dependent) ?? 0) + 1);
  }
}

function applyTaskScheduled(draft: WorkflowDraft, event: TaskScheduled): void {
  const node = mustGet(draft.nodes, event.nodeId, 'node');
  node.attempts = event.attempt + 1;
  countScheduled(draft, node);
  draft.attempts.set(event.nodeId, {
    nodeId: event.nodeId,
    attempt: event.attempt,
    pool: event.pool,
    task: event.task,
    agentId: undefined,
    claimedAt: 0,
    cancelMessage: undefined,
  });
}

function applyClaimed(draft: WorkflowDraft, { nodeId: id, agentId }: AttemptClaimed, at: number): void {
  const attempt = mustGet(draft.attempts, id, 'attempt');
  attempt.agentId = agentId;
  attempt.claimedAt = at;
  draft.agentIds.add(agentId);
  registerClaims(draft, attempt);
}

function applyDaemoned(draft: WorkflowDraft, { id, podIP }: NodeDaemoned): void {
  const node = mustGet(draft.nodes, id, 'node');
  node.daemon = 'ready';
  node.podIP = podIP;
  giveBack(draft, node);
  if (node.role === 'attempt') return;
  const boundary = node.boundaryID === undefined ? draft : mustGet(draft.nodes, node.boundaryID, 'node');
  boundary.daemonIds.add(id);
}

function applyPlaceAwaited(draft: WorkflowDraft, { limitId, waiterId }: PlaceAwaited): void {
  const waiters = draft.placeWaiters.get(limitId);
  if (waiters === undefined) draft.placeWaiters.set(limitId, new Set([waiterId]));
  else waiters.add(waiterId);
}

function applyPlaceOffered(draft: WorkflowDraft, { limitId, waiterId }: PlaceOffered): void {
  const waiters = draft.placeWaiters.get(limitId);
  waiters?.delete(waiterId);
  if (waiters?.size === 0) draft.placeWaiters.delete(limitId);
}

function applyTimerFired(draft: WorkflowDraft, timerId: string): void {
  const { nodeId: id, purpose } = mustGet(draft.timers, timerId, 'timer');
  draft.timers.delete(timerId);
  if (purpose === undefined) mustGet(draft.nodes, id, 'node').waits += 1;
  else if (purpose === 'workflowDeadline') draft.deadlineExceeded = true;
}

/** Nobody reports the end of an attempt that no agent holds: it ends here. */
function applyCancelRequested(draft: WorkflowDraft, event: AttemptCancelRequested): void {
  if (event.agentId === undefined) draft.attempts.delete(event.nodeId);
  else mustGet(draft.attempts, event.nodeId, 'attempt').cancelMessage = event.message;
}
