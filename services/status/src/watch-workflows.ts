import {
  ARCHIVING_LABEL,
  type FilterSubject,
  labelsOf,
  matchesFilter,
  type NodeChange,
  type WorkflowChange,
  type WorkflowFilter,
  type WorkflowPatch,
  workflowObject,
} from '@tiphys/read-model';
import type { Workflow, WorkflowPhase } from '@tiphys/spec';
import { changesAfter } from './changes-after.ts';
import { StatusError } from './errors.ts';
import type { StatusPorts } from './ports.ts';
import type { WatchHub } from './watch-hub.ts';
import { workflowAt } from './workflow-at.ts';

/** One change of one workflow, as a watch tells it. */
export type WatchEvent =
  /** New or entered the selectors: whole. Deleted or left the selectors: without its nodes. */
  | { kind: 'added' | 'deleted'; version: number; uid: string; workflow: Workflow }
  | { kind: 'modified'; version: number; uid: string; patch: WorkflowPatch; nodes: NodeChange[] }
  /** Everything up to this version has been told. */
  | { kind: 'bookmark'; version: number };

/** Proxies cut connections on which nothing passes for a minute or so; Argo's server keeps alive as often. */
export const BOOKMARK_EVERY_MS = 15_000;
/** Workflows that are read ahead while the first ones are told. */
const READ_AHEAD = 8;

/**
 * Every transition of the workflows that match, once and in order.
 *
 * Without a version it begins with the workflows that match now, each as it is at one and the same version, the
 * longest unchanged first; a bookmark with that version ends them. With one it tells what came after it, however
 * long ago. A watch that was cut goes on with the last version it was told, once that bookmark has come.
 *
 * @param sinceVersion 0: from now.
 * @throws StatusError version_gone.
 */
export async function* watchWorkflows(
  ports: StatusPorts,
  hub: WatchHub,
  filter: WorkflowFilter,
  sinceVersion: number,
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  let since = sinceVersion;
  if (since === 0) {
    const snapshot = await ports.store.snapshot(filter);
    yield* currentWorkflows(ports, snapshot.workflows, signal);
    since = snapshot.version;
    yield { kind: 'bookmark', version: since };
  } else {
    await checkReachable(ports, hub, since);
  }
  let toldAt = ports.clock.now();
  for await (const item of changesAfter(ports, hub, since, { idleMs: BOOKMARK_EVERY_MS }, signal)) {
    const event = 'idle' in item ? undefined : await eventOf(ports, filter, item, signal);
    if (event !== undefined) yield event;
    else if ('idle' in item || ports.clock.now() - toldAt >= BOOKMARK_EVERY_MS) {
      yield { kind: 'bookmark', version: item.version };
    } else continue;
    toldAt = ports.clock.now();
  }
}

async function* currentWorkflows(
  ports: StatusPorts,
  workflows: readonly { uid: string; version: number }[],
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  for (let start = 0; start < workflows.length && !signal.aborted; start += READ_AHEAD) {
    const page = workflows.slice(start, start + READ_AHEAD);
    const found = await Promise.all(page.map(({ uid, version }) => workflowAt(ports, uid, version, signal)));
    for (const stored of found) {
      // One that has been deleted since: its deletion comes after the bookmark.
      if (stored === undefined) continue;
      const { uid, version } = stored.row;
      yield { kind: 'added', version, uid, workflow: workflowObject(stored) };
    }
  }
}

/** A version that the history has not come to is one of another history: nothing would ever come after it. */
async function checkReachable(ports: StatusPorts, hub: WatchHub, since: number): Promise<void> {
  if (since <= hub.latest || since <= (await ports.history.latestVersion())) return;
  throw new StatusError('version_gone', `the history has not come to version ${since}: list again`);
}

/** What a change is to somebody who sees only what matches; undefined: nothing. */
async function eventOf(
  ports: StatusPorts,
  filter: WorkflowFilter,
  change: WorkflowChange,
  signal: AbortSignal,
): Promise<WatchEvent | undefined> {
  const { uid, version, patch, nodes } = change;
  const matched = matchedBefore(filter, change);
  const matches = !change.deleted && matchesFilter(filter, subjectOf(change, patch.status.phase ?? ''));
  if (matched && matches) return { kind: 'modified', version, uid, patch, nodes };
  if (matched) return { kind: 'deleted', version, uid, workflow: await withoutNodes(ports, change) };
  if (!matches) return undefined;
  const stored = await workflowAt(ports, uid, version, signal);
  return stored && { kind: 'added', version, uid, workflow: workflowObject(stored) };
}

/**
 * Whether the watcher has seen the workflow. Of one whose history was purged nothing but its name is known: its
 * deletion is told to all who may have seen it.
 */
function matchedBefore(filter: WorkflowFilter, change: WorkflowChange): boolean {
  if (change.phaseBefore !== undefined) return matchesFilter(filter, subjectOf(change, change.phaseBefore));
  if (!change.deleted) return false;
  const fields = filter.fields.filter(({ field }) => field !== 'status.phase');
  return matchesFilter({ ...filter, labels: [], fields }, subjectOf(change, ''));
}

/** Of all that can be selected by, only the phase changes, and the labels that follow it. */
function subjectOf(change: WorkflowChange, phase: WorkflowPhase): FilterSubject {
  const { namespace, name, patch } = change;
  const { labels = {} } = patch.metadata;
  return {
    namespace,
    name,
    phase,
    labels: labelsOf({ phase, labels, archived: labels[ARCHIVING_LABEL] !== undefined }),
  };
}

async function withoutNodes(ports: StatusPorts, change: WorkflowChange): Promise<Workflow> {
  const { patch, uid } = change;
  const remains = await ports.store.getRemains(uid);
  const manifest = remains?.manifest ?? { metadata: {}, spec: {} };
  return {
    ...manifest,
    metadata: patch.metadata,
    spec: { ...manifest.spec, ...patch.spec },
    status: patch.status,
  };
}
