import { type RawBuilder, sql } from 'kysely';
import type { WorkflowKey } from '../read-model-store.ts';
import type { ArchivePage, ArchiveQuery, WorkflowArchive } from '../workflow-archive.ts';
import type { StoredWorkflow } from '../workflow-row.ts';
import { mapped } from './database-error.ts';
import { filterCondition, keyCondition } from './operations/filter-condition.ts';
import { readNodes } from './operations/read-nodes.ts';
import { type Database, SCHEMA } from './schema.ts';

/** How many an expiry takes out in one transaction. */
const EXPIRED_AT_ONCE = 100;

/** The archive in PostgreSQL, beside the read model's tables. */
export class PostgresArchive implements WorkflowArchive {
  readonly #db: Database;
  /** Runs reads that see a single state. */
  readonly #inOneState: <T>(read: (tx: Database) => Promise<T>) => Promise<T>;

  constructor(db: Database, inOneState: <T>(read: (tx: Database) => Promise<T>) => Promise<T>) {
    this.#db = db;
    this.#inOneState = inOneState;
  }

  get(key: WorkflowKey): Promise<StoredWorkflow | undefined> {
    return this.#inOneState(async (tx) => {
      const found = await tx
        .selectFrom('archived_workflow')
        .select(['row', 'manifest'])
        .where(keyCondition(key))
        .orderBy('started_at', 'desc')
        .orderBy('uid')
        .limit(1)
        .executeTakeFirst();
      if (found === undefined) return undefined;
      const nodes = await readNodes(tx, found.row.uid, 'archived_node');
      return { row: found.row, manifest: found.manifest ?? undefined, nodes };
    });
  }

  list({ filter, limit, offset, exceptLive, includeNodes }: ArchiveQuery): Promise<ArchivePage> {
    return this.#inOneState(async (tx) => {
      const matching = tx
        .selectFrom('archived_workflow')
        .where(filterCondition(filter))
        .$if(exceptLive, (query) => query.where(isNotLive()));
      const found = await matching
        .select(['row', 'manifest'])
        .orderBy('started_at', 'desc')
        .orderBy('uid')
        .$if(limit > 0, (query) => query.limit(limit))
        .offset(offset)
        .execute();
      const workflows: StoredWorkflow[] = [];
      for (const { row, manifest } of found) {
        const nodes = includeNodes ? await readNodes(tx, row.uid, 'archived_node') : undefined;
        workflows.push({ row, manifest: manifest ?? undefined, nodes });
      }
      if (limit === 0 || found.length < limit) return { workflows, remaining: 0 };
      const { total } = await matching
        .select((builder) => builder.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      return { workflows, remaining: Math.max(0, total - offset - found.length) };
    });
  }

  delete(uid: string): Promise<boolean> {
    return mapped(async () => (await this.#take(sql`uid = ${uid}`)) > 0);
  }

  async labelKeys(): Promise<string[]> {
    const { rows } = await mapped(() =>
      sql<{ key: string }>`
        SELECT DISTINCT jsonb_object_keys(labels) COLLATE "C" AS key
        FROM ${sql.id(SCHEMA)}.archived_workflow ORDER BY key`.execute(this.#db),
    );
    return rows.map(({ key }) => key);
  }

  async labelValues(key: string): Promise<string[]> {
    const { rows } = await mapped(() =>
      sql<{ value: string }>`
        SELECT DISTINCT (labels->>${key}) COLLATE "C" AS value
        FROM ${sql.id(SCHEMA)}.archived_workflow WHERE labels ? ${key} ORDER BY value`.execute(this.#db),
    );
    return rows.map(({ value }) => value);
  }

  async expire(finishedBefore: number): Promise<number> {
    const old = sql`uid IN (
      SELECT uid FROM ${sql.id(SCHEMA)}.archived_workflow
      WHERE finished_at < ${finishedBefore}::bigint LIMIT ${EXPIRED_AT_ONCE}
    )`;
    let expired = 0;
    for (;;) {
      const taken = await mapped(() => this.#take(old));
      expired += taken;
      if (taken === 0) return expired;
    }
  }

  /** A deletion is remembered as long as there is something to project it anew from. */
  async #take(which: RawBuilder<unknown>): Promise<number> {
    const schema = sql.id(SCHEMA);
    const { rows } = await sql`
      WITH taken AS (
        DELETE FROM ${schema}.archived_workflow WHERE ${which} RETURNING uid, version
      ), remembered AS (
        INSERT INTO ${schema}.archive_deletion (uid, version)
        SELECT taken.uid, taken.version FROM taken
        WHERE EXISTS (
          SELECT FROM ${schema}.workflow AS live WHERE live.uid = taken.uid AND live.deleted_at = 0
        )
        ON CONFLICT (uid) DO UPDATE SET version = excluded.version
      )
      SELECT uid FROM taken`.execute(this.#db);
    return rows.length;
  }
}

function isNotLive() {
  return sql<boolean>`NOT EXISTS (
    SELECT FROM ${sql.id(SCHEMA)}.workflow AS live
    WHERE live.uid = archived_workflow.uid AND live.deleted_at = 0
  )`;
}
