import { projectTransition, RowSet, type StoredWorkflow } from '@tiphys/read-model';
import type { StatusPorts } from './ports.ts';

/**
 * A workflow's rows as they were at a version, folded from its history.
 *
 * @returns the rows, to which later transitions may be added; empty where the history does not tell of it then.
 */
export async function rowsAt(
  { history, store }: Pick<StatusPorts, 'store' | 'history'>,
  uid: string,
  version: number,
  signal: AbortSignal,
): Promise<RowSet> {
  const rows = new RowSet({ archives: store.archives });
  let previous = 0;
  for await (const recorded of history.read(uid, 0, signal)) {
    if (recorded.version > version) break;
    projectTransition(rows, recorded, previous);
    previous = recorded.version;
  }
  // It is of other workflows, which the history does not tell of.
  const row = rows.workflows.get(uid);
  if (row !== undefined) row.estimatedDuration = (await store.getRemains(uid))?.row.estimatedDuration;
  return rows;
}

/**
 * A workflow as it was at a version: from the store where it stands there still, else from the history.
 *
 * @param version that of one of its transitions.
 * @returns undefined where it has been deleted and its history purged.
 */
export async function workflowAt(
  ports: Pick<StatusPorts, 'store' | 'history'>,
  uid: string,
  version: number,
  signal: AbortSignal,
): Promise<StoredWorkflow | undefined> {
  const current = await ports.store.get({ uid });
  if (current?.row.version === version) return current;
  const rows = await rowsAt(ports, uid, version, signal);
  const row = rows.workflows.get(uid);
  if (row === undefined || row.version !== version) return undefined;
  return { row, manifest: rows.manifests.get(uid), nodes: [...rows.nodesOf(uid)] };
}
