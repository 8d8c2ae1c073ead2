import type { WorkflowChange } from '@tiphys/read-model';
import { StatusError } from './errors.ts';
import type { StatusPorts } from './ports.ts';
import { replayedChanges } from './replayed-changes.ts';
import type { WatchHub } from './watch-hub.ts';

/** How many changes a watcher holds at a time. */
const PAGE = 100;

/** Nothing came for a while: everything up to `version` has been told. */
export interface Idle {
  idle: true;
  version: number;
}

/**
 * Every change after a version, each once, in order, for ever: from the hub's memory where it reaches back so far,
 * else from the store, else from the history. Which of them it comes from cannot be seen.
 *
 * @throws StatusError version_gone.
 */
export async function* changesAfter(
  ports: StatusPorts,
  hub: WatchHub,
  after: number,
  options: { idleMs: number },
  signal: AbortSignal,
): AsyncIterable<WorkflowChange | Idle> {
  const { generation } = hub;
  let cursor = after;
  while (!signal.aborted) {
    if (hub.generation !== generation) throw new StatusError('version_gone', 'the history has been replaced');
    if (hub.latest > cursor) {
      const page = await pageAfter(ports, hub, cursor, signal);
      for await (const change of page.changes) {
        yield change;
        cursor = change.version;
      }
      cursor = Math.max(cursor, page.through);
    } else if (!(await hub.beyond(cursor, options.idleMs, signal)) && !signal.aborted) {
      yield { idle: true, version: cursor };
    }
  }
}

interface Page {
  changes: Iterable<WorkflowChange> | AsyncIterable<WorkflowChange>;
  /** Nothing is missing up to here, once the changes have been told. */
  through: number;
}

async function pageAfter(
  ports: StatusPorts,
  hub: WatchHub,
  cursor: number,
  signal: AbortSignal,
): Promise<Page> {
  const { latest } = hub;
  const recent = hub.page(cursor, PAGE);
  if (recent !== undefined) return { changes: recent, through: recent.length < PAGE ? latest : cursor };
  const stored = await ports.store.changes(cursor, PAGE);
  const [first] = stored;
  if (first !== undefined && first.previous <= cursor) return { changes: stored, through: cursor };
  return { changes: replayedChanges(ports, cursor, latest, signal), through: latest };
}
