import { projectTransition } from '../projection/project-transition.ts';
import { type ProjectedTransition, touchedKeys } from '../projection/projected-transition.ts';
import { RowSet } from '../projection/row-set.ts';
import {
  CHANGES_KEPT,
  CHANGES_TRIMMED_EVERY,
  type ListQuery,
  type ProjectOutcome,
  REMAINS_KEPT_MS,
  type ReadModelStore,
  type TransitionBatch,
  type WorkflowKey,
  type WorkflowPage,
  type WorkflowSnapshot,
} from '../read-model-store.ts';
import type { WorkflowFilter } from '../selector/workflow-filter.ts';
import type { WorkflowChange } from '../workflow-change.ts';
import type { StoredWorkflow } from '../workflow-row.ts';
import { mapped } from './database-error.ts';
import { migrate } from './migrations/migrate.ts';
import { archiveWorkflows } from './operations/archive-workflows.ts';
import { deleteNodes } from './operations/delete-nodes.ts';
import { deleteRemains } from './operations/delete-remains.ts';
import { deleteSingleNodes } from './operations/delete-single-nodes.ts';
import { forgetEverything } from './operations/forget-everything.ts';
import { insertChanges } from './operations/insert-changes.ts';
import { insertWorkflows } from './operations/insert-workflows.ts';
import { listWorkflows } from './operations/list-workflows.ts';
import { loadBaselines } from './operations/load-baselines.ts';
import { loadRows } from './operations/load-rows.ts';
import { lockPosition } from './operations/lock-position.ts';
import { readChanges } from './operations/read-changes.ts';
import { readNodes } from './operations/read-nodes.ts';
import { readPosition } from './operations/read-position.ts';
import { readWorkflow } from './operations/read-workflow.ts';
import { snapshotWorkflows } from './operations/snapshot-workflows.ts';
import { storePosition } from './operations/store-position.ts';
import { trimChanges } from './operations/trim-changes.ts';
import { updateWorkflows } from './operations/update-workflows.ts';
import { upsertNodes } from './operations/upsert-nodes.ts';
import { PostgresArchive } from './postgres-archive.ts';
import type { Database } from './schema.ts';

/** The read model in PostgreSQL. Any number of processes may use the same database. */
export class PostgresReadModel implements ReadModelStore {
  readonly archive: PostgresArchive;
  readonly archives: boolean;
  readonly #db: Database;

  /** @param options.archives whether workflows are kept in the archive when they end. */
  constructor(db: Database, options: { archives: boolean }) {
    this.#db = db;
    this.archives = options.archives;
    this.archive = new PostgresArchive(db, (read) => this.#inOneState(read));
  }

  /** Makes the tables or brings them up to date; to be called before anything else. */
  async prepare(): Promise<void> {
    await mapped(() => migrate(this.#db));
  }

  position(): Promise<number> {
    return mapped(() => readPosition(this.#db));
  }

  project(batch: TransitionBatch): Promise<ProjectOutcome> {
    return mapped(() => this.#db.transaction().execute((tx) => projectBatch(tx, batch, this.archives)));
  }

  get(key: WorkflowKey): Promise<StoredWorkflow | undefined> {
    return this.#inOneState(async (tx) => {
      const found = await readWorkflow(tx, key, { deletedToo: false });
      return found === undefined ? undefined : { ...found, nodes: await readNodes(tx, found.row.uid) };
    });
  }

  getRemains(uid: string): Promise<StoredWorkflow | undefined> {
    return mapped(() => readWorkflow(this.#db, { uid }, { deletedToo: true }));
  }

  list(query: ListQuery): Promise<WorkflowPage> {
    return this.#inOneState((tx) => listWorkflows(tx, query));
  }

  snapshot(filter: WorkflowFilter): Promise<WorkflowSnapshot> {
    return this.#inOneState((tx) => snapshotWorkflows(tx, filter));
  }

  changes(after: number, limit: number): Promise<WorkflowChange[]> {
    return mapped(() => readChanges(this.#db, after, limit));
  }

  reset(): Promise<void> {
    return mapped(() => this.#db.transaction().execute((tx) => forgetEverything(tx)));
  }

  /** Ends the connections, after what is under way. */
  async close(): Promise<void> {
    await this.#db.destroy();
  }

  #inOneState<T>(read: (tx: Database) => Promise<T>): Promise<T> {
    return mapped(() =>
      this.#db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((tx) => read(tx)),
    );
  }
}

async function projectBatch(
  tx: Database,
  batch: TransitionBatch,
  archives: boolean,
): Promise<ProjectOutcome> {
  const position = await lockPosition(tx);
  if (position < batch.after) return { ok: false, position };
  const transitions = batch.transitions.filter(({ version }) => version > position);
  const last = transitions.at(-1);
  if (last === undefined) return { ok: true, position, changes: [] };
  const rows = new RowSet({ archives });
  const touched = touchedKeys(transitions);
  await loadRows(tx, touched, rows);
  await loadBaselines(tx, touched.families, rows);
  const changes: WorkflowChange[] = [];
  let written = 0;
  let previous = position;
  for (const transition of transitions) {
    if (goesOnAfterEnd(rows, transition)) {
      // The archive takes the end from what is written.
      await write(tx, rows, changes.slice(written));
      written = changes.length;
    }
    const change = projectTransition(rows, transition, previous);
    previous = transition.version;
    if (change !== undefined) changes.push(change);
  }
  await write(tx, rows, changes.slice(written));
  if (changes.some(({ deleted }) => deleted)) await deleteRemains(tx, last.transition.at - REMAINS_KEPT_MS);
  if (Math.floor(last.version / CHANGES_TRIMMED_EVERY) > Math.floor(position / CHANGES_TRIMMED_EVERY)) {
    await trimChanges(tx, last.version - CHANGES_KEPT);
  }
  await storePosition(tx, last.version);
  return { ok: true, position: last.version, changes };
}

function goesOnAfterEnd(rows: RowSet, { ref, transition }: ProjectedTransition): boolean {
  return (
    rows.hasEnded(ref.uid) &&
    transition.events.some(({ type }) => type === 'workflowDeleted' || type === 'workflowRestarted')
  );
}

async function write(tx: Database, rows: RowSet, changes: readonly WorkflowChange[]): Promise<void> {
  const dirty = rows.takeDirty();
  await insertWorkflows(tx, dirty.created, rows.manifests);
  await updateWorkflows(tx, dirty.updated);
  await deleteNodes(tx, dirty.withoutNodes);
  await deleteSingleNodes(tx, dirty.removedNodes);
  await upsertNodes(tx, dirty.nodes);
  await insertChanges(tx, changes);
  await archiveWorkflows(tx, rows.takeEnded());
}
