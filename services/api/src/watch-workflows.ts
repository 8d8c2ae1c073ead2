import { mergeChange } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { pacedChanges } from './paced-changes.ts';
import type { ApiPorts } from './ports.ts';
import type { StatusChange, WatchQuery } from './status-reader.ts';

/** As Argo's clients take them. */
export interface WorkflowWatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: Workflow;
}

/**
 * Changes of workflows as whole objects, which is what Argo's clients want. The status service tells only what
 * changed; the objects are kept here, for as long as the watch lasts and the workflow is not finished.
 */
export async function* watchWorkflows(
  ports: ApiPorts,
  query: WatchQuery,
  signal: AbortSignal,
): AsyncIterable<WorkflowWatchEvent> {
  const held: Held = new Map();
  for await (const change of pacedChanges(ports.status.watch(query, signal), ports.clock)) {
    if (change.kind === 'bookmark') continue;
    const event = await toEvent(ports, held, change, signal);
    forgetEnded(held, change);
    if (event !== undefined) yield event;
  }
}

type Held = Map<string, { workflow: Workflow; version: number }>;
type WorkflowChange = Exclude<StatusChange, { kind: 'bookmark' }>;

async function toEvent(
  ports: ApiPorts,
  held: Held,
  change: WorkflowChange,
  signal: AbortSignal,
): Promise<WorkflowWatchEvent | undefined> {
  const { uid, version } = change;
  switch (change.kind) {
    case 'added':
      held.set(uid, { workflow: change.workflow, version });
      return { type: 'ADDED', object: change.workflow };
    case 'deleted':
      return { type: 'DELETED', object: change.workflow };
    case 'modified': {
      const known = held.get(uid);
      if (known !== undefined && known.version >= version) return undefined;
      // A watch that began in the middle has never seen it whole. What is read may be newer than the change: then
      // the changes up to it are told by it.
      const now =
        known === undefined
          ? await ports.status.get({ uid }, version, signal)
          : { workflow: mergeChange(known.workflow, change), version };
      if (now === undefined) return undefined;
      held.set(uid, now);
      return { type: 'MODIFIED', object: now.workflow };
    }
  }
}

/** Nothing but its deletion comes of a workflow that has ended, once the changes up to what is held are through. */
function forgetEnded(held: Held, { kind, uid, version }: WorkflowChange): void {
  const known = held.get(uid);
  if (known === undefined) return;
  const isFinished = (known.workflow.status?.finishedAt ?? null) !== null;
  if (kind === 'deleted' || (isFinished && version >= known.version)) held.delete(uid);
}
