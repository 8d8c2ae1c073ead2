import {
  type ArtifactsDeleted,
  type CacheAnswered,
  type CacheLookupRequested,
  type WorkflowCreated,
  type WorkflowEvent,
  withoutArtifact,
} from '@tiphys/engine';
import { workflowPatch } from '../assemble/workflow-object.ts';
import type { WorkflowChange } from '../workflow-change.ts';
import type { WorkflowRow } from '../workflow-row.ts';
import { estimatedSeconds } from './estimate.ts';
import { type LockEvent, projectCache, projectLocks } from './project-locks.ts';
import { changeNode, daemonNode, initializedNode } from './project-node.ts';
import { type ChangedNodes, changeInRestart, nodeChanges, restartRow } from './project-restart.ts';
import type { ProjectedTransition } from './projected-transition.ts';
import type { RowSet } from './row-set.ts';

/**
 * Takes one transition into the rows. The set must hold the rows that `touchedKeys` names; no other row is looked
 * at, so the cost follows the transition and not the tree.
 *
 * A history of which only the end is left (it was purged after deletion) is no error: its events change nothing,
 * but for the deletion, which leaves a row for those who still have to hear of it.
 *
 * @param previous version of the transition before it, of any workflow.
 * @returns what watchers see; undefined where the workflow is not known and not new.
 */
export function projectTransition(
  rows: RowSet,
  recorded: ProjectedTransition,
  previous: number,
): WorkflowChange | undefined {
  const { ref, transition, version } = recorded;
  const before = rows.workflows.get(ref.uid);
  const phaseBefore = before?.phase;
  const row = before ?? firstRow(rows, recorded);
  if (row === undefined) return undefined;
  row.version = version;
  row.generation += 1;
  rows.touchWorkflow(row.uid);
  const changed: ChangedNodes = new Map();
  for (const event of transition.events) applyEvent(rows, row, event, transition.at, changed);
  return {
    version,
    previous,
    uid: row.uid,
    namespace: row.namespace,
    name: row.name,
    phaseBefore,
    deleted: row.deletedAt !== 0,
    patch: workflowPatch(row),
    nodes: nodeChanges(changed),
  };
}

function firstRow(rows: RowSet, recorded: ProjectedTransition): WorkflowRow | undefined {
  const { ref, transition, version, traceparent } = recorded;
  const created = transition.events.find((event) => event.type === 'workflowCreated');
  if (created === undefined && transition.events.every((event) => event.type !== 'workflowDeleted')) {
    return undefined;
  }
  const row = newRow(ref, created, version);
  row.traceId = traceIdOf(traceparent);
  row.estimatedDuration = estimatedSeconds(rows.baselines, row);
  rows.createWorkflow(row, created?.workflow);
  return row;
}

function newRow(
  ref: ProjectedTransition['ref'],
  created: WorkflowCreated | undefined,
  version: number,
): WorkflowRow {
  const metadata = created?.workflow.metadata ?? {};
  return {
    uid: ref.uid,
    namespace: metadata.namespace ?? ref.namespace,
    name: metadata.name ?? ref.name,
    generateName: metadata.generateName,
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    creationTimestamp: metadata.creationTimestamp,
    createdVersion: version,
    version,
    generation: 0,
    traceId: undefined,
    phase: created === undefined ? '' : 'Pending',
    message: '',
    startedAt: 0,
    finishedAt: 0,
    shutdown: undefined,
    nodes: 0,
    executables: 0,
    executablesDone: 0,
    pods: 0,
    podsRunning: 0,
    deletedAt: 0,
  };
}

function applyEvent(
  rows: RowSet,
  row: WorkflowRow,
  event: WorkflowEvent,
  at: number,
  changed: ChangedNodes,
): void {
  switch (event.type) {
    case 'workflowStarted':
      row.phase = 'Running';
      row.startedAt = at;
      return;
    case 'artifactDeletionOrdered':
      row.artifactGcStrategies = [...new Set([...(row.artifactGcStrategies ?? []), event.strategy])];
      return;
    case 'artifactsDeleted':
      markDeleted(rows, row, event, changed);
      return;
    case 'artifactRepositoryResolved':
      row.artifactRepositoryRef = event.resolved;
      return;
    case 'workflowFinished':
      row.phase = event.phase;
      row.message = event.message ?? '';
      row.finishedAt = at;
      // One that waited for a lock until its end.
      if (row.startedAt === 0) row.startedAt = at;
      rows.endWorkflow(row);
      return;
    case 'workflowDeleted':
      row.deletedAt = at;
      changed.clear();
      rows.dropNodes(row.uid);
      return;
    case 'shutdownRequested':
      row.shutdown = event.strategy;
      return;
    case 'metricsEmitted':
      row.metricsError = joinedProblems(row.metricsError, event.problems);
      return;
    case 'suspensionChanged':
      row.suspended = event.suspended;
      return;
    case 'workflowRestarted':
      restartRow(row, event.parameters, at);
      return;
    case 'nodesRemoved':
    case 'nodesReset':
      for (const id of event.ids) changeInRestart(rows, row, { id, at, event }, changed);
      return;
    case 'nodeInitialized': {
      const node = initializedNode(row, event, at);
      rows.addNode(row.uid, node);
      rows.touchNode(row.uid, node);
      const replaces = changed.get(node.id)?.isRemoved;
      // What is told follows the order of initialization.
      changed.delete(node.id);
      changed.set(node.id, { node, isNew: true, replaces });
      return;
    }
    case 'nodePhaseChanged': {
      const node = rows.node(row.uid, event.id);
      if (node === undefined) return;
      changeNode(row, node, event, at);
      rows.touchNode(row.uid, node);
      if (!changed.has(node.id)) changed.set(node.id, { node, isNew: false });
      return;
    }
    case 'nodeDaemoned': {
      const node = rows.node(row.uid, event.id);
      if (node === undefined) return;
      daemonNode(row, node, event);
      rows.touchNode(row.uid, node);
      if (!changed.has(node.id)) changed.set(node.id, { node, isNew: false });
      return;
    }
    case 'locksRequested':
    case 'locksAwaited':
    case 'locksGranted':
    case 'locksReleased':
    case 'cacheLookupRequested':
    case 'cacheAnswered':
      coordinated(rows, row, event, changed);
      return;
    // The first is in the row already; the others say who waits for what, which nobody sees.
    case 'workflowCreated':
    case 'deletionRequested':
    case 'nodeSettled':
    case 'taskScheduled':
    case 'attemptClaimed':
    case 'attemptFinished':
    case 'attemptCancelRequested':
    case 'timerScheduled':
    case 'timerFired':
    case 'timerCancelled':
    case 'cacheSaveRequested':
    case 'placeAwaited':
    case 'placeOffered':
    case 'nodesDeferred':
    case 'nodesReleased':
    case 'nodesChosen':
    case 'restartPlanned':
    case 'deletionBegun':
      return;
  }
}

function markDeleted(rows: RowSet, row: WorkflowRow, event: ArtifactsDeleted, changed: ChangedNodes): void {
  if (event.message !== undefined) row.artifactGcError = event.message;
  for (const { nodeId, name } of event.deleted) {
    const node = rows.node(row.uid, nodeId);
    if (node === undefined) continue;
    node.outputs = withoutArtifact(node.outputs, name);
    node.version = row.version;
    rows.touchNode(row.uid, node);
    if (!changed.has(node.id)) changed.set(node.id, { node, isNew: false });
  }
}

/** Locks and caches: of a node, or of the workflow itself. */
function coordinated(
  rows: RowSet,
  row: WorkflowRow,
  event: LockEvent | CacheLookupRequested | CacheAnswered,
  changed: ChangedNodes,
): void {
  const isOfCache = event.type === 'cacheLookupRequested' || event.type === 'cacheAnswered';
  const node = rows.node(row.uid, isOfCache ? event.nodeId : event.key);
  if (!isOfCache) projectLocks(row, node, event);
  else if (node !== undefined) projectCache(node, event);
  if (node === undefined) return;
  node.version = row.version;
  rows.touchNode(row.uid, node);
  if (!changed.has(node.id)) changed.set(node.id, { node, isNew: false });
}

/** The trace in a W3C traceparent, `00-<32 hex>-<16 hex>-<2 hex>`. */
function traceIdOf(traceparent: string): string | undefined {
  const traceId = /^[0-9a-f]{2}-([0-9a-f]{32})-/.exec(traceparent)?.[1];
  return traceId === undefined || /^0+$/.test(traceId) ? undefined : traceId;
}

/** More than anybody reads; every node of a large workflow may have one. */
const MAX_PROBLEMS_LENGTH = 8_192;

/** One after the other, as in Argo (UpsertConditionMessage), as long as there is room. */
function joinedProblems(before: string | undefined, problems: readonly string[]): string | undefined {
  let joined = before;
  for (const problem of problems) {
    const longer = joined === undefined ? problem : `${joined}, ${problem}`;
    if (joined !== undefined && longer.length > MAX_PROBLEMS_LENGTH) return joined;
    joined = longer;
  }
  return joined;
}
