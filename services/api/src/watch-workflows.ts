import { mergeChange } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { pacedChanges } from './paced-changes.ts';
import type { ApiPorts } from './ports.ts';
import type { ReadWorkflow, StatusChange, WatchQuery } from './status-reader.ts';

const READ_AGAIN_MS = 100;

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

interface HeldWorkflow {
  workflow: Workflow;
  version: number;
  /** False: it was read, and its version has not come up yet. */
  told: boolean;
}

type Held = Map<string, HeldWorkflow>;
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
      held.set(uid, { workflow: change.workflow, version, told: true });
      return { type: 'ADDED', object: change.workflow };
    case 'deleted':
      return { type: 'DELETED', object: change.workflow };
    case 'modified': {
      const now = await afterChange(ports, held.get(uid), change, signal);
      if (now === undefined) return undefined;
      held.set(uid, now);
      if (now.told || now.version > version) return undefined;
      now.told = true;
      return { type: 'MODIFIED', object: now.workflow };
    }
  }
}

/**
 * A watch that began in the middle has never seen the workflow whole, and reads it. What is read may be newer than
 * the change: it is told when its own version comes up. Told at once it would be before older versions of other
 * workflows, which a client that is cut then, and goes on after the newest version it knows, would never be told.
 */
async function afterChange(
  ports: ApiPorts,
  known: HeldWorkflow | undefined,
  change: Extract<WorkflowChange, { kind: 'modified' }>,
  signal: AbortSignal,
): Promise<HeldWorkflow | undefined> {
  const { uid, version } = change;
  if (known === undefined) {
    const read = await readWhole(ports, uid, version, signal);
    return read && { ...read, told: false };
  }
  if (known.version >= version) return known;
  return { workflow: mergeChange(known.workflow, change), version, told: false };
}

/**
 * The workflow with the change of that version in it. A database that has just been killed may have lost it, and the
 * status service may not know that yet; it is projected again in a moment.
 */
async function readWhole(
  ports: ApiPorts,
  uid: string,
  version: number,
  signal: AbortSignal,
): Promise<ReadWorkflow | undefined> {
  for (;;) {
    const read = await ports.status.get({ uid }, version, { signal });
    if (read === undefined || read.version >= version) return read;
    await ports.clock.sleep(READ_AGAIN_MS, signal);
  }
}

/** Nothing but its deletion comes of a workflow that has ended, once the changes up to what is held are through. */
function forgetEnded(held: Held, { kind, uid, version }: WorkflowChange): void {
  const known = held.get(uid);
  if (known === undefined) return;
  const isFinished = (known.workflow.status?.finishedAt ?? null) !== null;
  if (kind === 'deleted' || (isFinished && version >= known.version)) held.delete(uid);
}
