import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { PROJECTION, SCHEMA } from '../schema.ts';

/**
 * `json`, not `jsonb`, for what is only handed on: it keeps Argo's order of fields, and characters that jsonb refuses
 * (NUL, lone surrogates). The changes are unlogged: what a crash of the server takes from them is read from the
 * histories. Rows leave room on their pages, since most updates touch no index and can stay there (HOT).
 */
export const readModel: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    const schema = sql.id(SCHEMA);
    await sql`CREATE TABLE ${schema}.projection (name text PRIMARY KEY, version bigint NOT NULL)`.execute(db);
    await sql`INSERT INTO ${schema}.projection VALUES (${PROJECTION}, 0)`.execute(db);
    await sql`
      CREATE TABLE ${schema}.workflow (
        uid text PRIMARY KEY,
        namespace text NOT NULL,
        name text NOT NULL,
        created_version bigint NOT NULL,
        version bigint NOT NULL,
        phase text NOT NULL,
        labels jsonb NOT NULL,
        deleted_at bigint NOT NULL,
        manifest json,
        row json NOT NULL
      ) WITH (fillfactor = 70)`.execute(db);
    await sql`
      CREATE INDEX workflow_newest ON ${schema}.workflow (created_version DESC)
      WHERE deleted_at = 0`.execute(db);
    await sql`
      CREATE INDEX workflow_newest_of_namespace ON ${schema}.workflow (namespace, created_version DESC)
      WHERE deleted_at = 0`.execute(db);
    await sql`
      CREATE INDEX workflow_name ON ${schema}.workflow (name, namespace) WHERE deleted_at = 0`.execute(db);
    await sql`
      CREATE INDEX workflow_labels ON ${schema}.workflow USING gin (labels) WHERE deleted_at = 0`.execute(db);
    await sql`
      CREATE INDEX workflow_remains ON ${schema}.workflow (deleted_at) WHERE deleted_at <> 0`.execute(db);
    await sql`
      CREATE TABLE ${schema}.workflow_node (
        uid text NOT NULL,
        node_id text NOT NULL,
        ordinal integer NOT NULL,
        node json NOT NULL,
        PRIMARY KEY (uid, node_id)
      ) WITH (fillfactor = 70)`.execute(db);
    await sql`CREATE INDEX workflow_node_order ON ${schema}.workflow_node (uid, ordinal)`.execute(db);
    await sql`
      CREATE UNLOGGED TABLE ${schema}.workflow_change (
        version bigint PRIMARY KEY,
        previous bigint NOT NULL,
        change json NOT NULL
      )`.execute(db);
  },
};
