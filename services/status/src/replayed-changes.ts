import { EventLogError } from '@tiphys/event-log';
import { projectTransition, type RowSet, type WorkflowChange } from '@tiphys/read-model';
import { StatusError } from './errors.ts';
import type { StatusPorts } from './ports.ts';
import { rowsAt } from './workflow-at.ts';

/** Workflows that are held as they were; one that comes up again after it was let go is folded anew. */
const HELD_WORKFLOWS = 100;

/**
 * Changes of the past, from the histories themselves: for watchers that come back after the store has thrown the
 * changes away. Ends with the change of `until`, or where the history ends before it.
 *
 * @throws StatusError version_gone where the history does not go back that far.
 */
export async function* replayedChanges(
  ports: Pick<StatusPorts, 'store' | 'history'>,
  after: number,
  until: number,
  signal: AbortSignal,
): AsyncIterable<WorkflowChange> {
  const stop = new AbortController();
  const held = new Map<string, RowSet>();
  let previous = after;
  try {
    for await (const item of ports.history.follow(
      { afterVersion: after },
      AbortSignal.any([signal, stop.signal]),
    )) {
      if ('caughtUp' in item || item.version > until) return;
      const { uid } = item.ref;
      const rows = held.get(uid) ?? (await rowsAt(ports, uid, item.version - 1, signal));
      hold(held, uid, rows);
      const change = projectTransition(rows, item, previous);
      rows.takeDirty();
      previous = item.version;
      if (change !== undefined) yield change;
      if (item.version === until) return;
    }
  } catch (error) {
    if (!(error instanceof EventLogError && error.code === 'history_gone')) throw error;
    throw new StatusError('version_gone', `the history after version ${after} is gone: list again`, {
      cause: error,
    });
  } finally {
    stop.abort();
  }
}

function hold(held: Map<string, RowSet>, uid: string, rows: RowSet): void {
  held.delete(uid);
  held.set(uid, rows);
  const [oldest] = held.keys();
  if (held.size > HELD_WORKFLOWS && oldest !== undefined) held.delete(oldest);
}
