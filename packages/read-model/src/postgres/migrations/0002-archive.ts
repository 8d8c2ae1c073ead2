import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { SCHEMA } from '../schema.ts';

/**
 * The rows of workflows as they were when they ended. The tables are no part of the projection: a rebuild leaves them.
 * `archive_deletion` remembers what was taken out while its history was there: projecting that again must not bring
 * it back.
 */
export const archive: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = sql.id(SCHEMA);
    await sql`
      CREATE TABLE ${schema}.archived_workflow (
        uid text PRIMARY KEY,
        namespace text NOT NULL,
        name text NOT NULL,
        phase text NOT NULL,
        labels jsonb NOT NULL,
        version bigint NOT NULL,
        started_at bigint NOT NULL,
        finished_at bigint NOT NULL,
        manifest json,
        row json NOT NULL
      )`.execute(db);
    await sql`
      CREATE INDEX archived_workflow_newest ON ${schema}.archived_workflow (started_at DESC, uid)`.execute(
      db,
    );
    await sql`
      CREATE INDEX archived_workflow_of_namespace
      ON ${schema}.archived_workflow (namespace, started_at DESC, uid)`.execute(db);
    await sql`CREATE INDEX archived_workflow_name ON ${schema}.archived_workflow (name, namespace)`.execute(
      db,
    );
    await sql`
      CREATE INDEX archived_workflow_labels ON ${schema}.archived_workflow USING gin (labels)`.execute(db);
    await sql`
      CREATE INDEX archived_workflow_finished ON ${schema}.archived_workflow (finished_at)`.execute(db);
    await sql`
      CREATE TABLE ${schema}.archived_node (
        uid text NOT NULL REFERENCES ${schema}.archived_workflow ON DELETE CASCADE,
        node_id text NOT NULL,
        ordinal integer NOT NULL,
        node json NOT NULL,
        PRIMARY KEY (uid, node_id)
      )`.execute(db);
    await sql`CREATE INDEX archived_node_order ON ${schema}.archived_node (uid, ordinal)`.execute(db);
    await sql`
      CREATE TABLE ${schema}.archive_deletion (uid text PRIMARY KEY, version bigint NOT NULL)`.execute(db);
  },
};
