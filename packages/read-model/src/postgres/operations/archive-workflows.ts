import { sql } from 'kysely';
import { archivedLabelsOf } from '../../assemble/workflow-object.ts';
import type { WorkflowRow } from '../../workflow-row.ts';
import { jsonbText } from '../json-text.ts';
import { type Database, SCHEMA } from '../schema.ts';

/**
 * Copies the rows of workflows that have ended into the archive, over what an earlier end left there. The copy stays
 * in the database: a tree of any size costs this process nothing.
 *
 * Unlike a projection's, this commit waits for the disk: the history may be gone when it is asked for again.
 */
export async function archiveWorkflows(tx: Database, ended: readonly WorkflowRow[]): Promise<void> {
  if (ended.length === 0) return;
  const schema = sql.id(SCHEMA);
  const uids = ended.map(({ uid }) => uid);
  const labels = ended.map((row) => jsonbText(archivedLabelsOf(row)));
  await sql`SELECT set_config('synchronous_commit', 'on', true)`.execute(tx);
  await sql`DELETE FROM ${schema}.archived_workflow WHERE uid = ANY(${uids}::text[])`.execute(tx);
  await sql`
    INSERT INTO ${schema}.archived_workflow
      (uid, namespace, name, phase, labels, version, started_at, finished_at, manifest, row)
    SELECT live.uid, live.namespace, live.name, live.phase, ended.labels::jsonb, live.version,
      (live.row->>'startedAt')::bigint, (live.row->>'finishedAt')::bigint, live.manifest, live.row
    FROM unnest(${uids}::text[], ${labels}::text[]) AS ended(uid, labels)
    JOIN ${schema}.workflow AS live ON live.uid = ended.uid
    WHERE NOT EXISTS (
      SELECT FROM ${schema}.archive_deletion AS deletion
      WHERE deletion.uid = live.uid AND deletion.version >= live.version
    )`.execute(tx);
  await sql`
    INSERT INTO ${schema}.archived_node (uid, node_id, ordinal, node)
    SELECT node.uid, node.node_id, node.ordinal, node.node
    FROM ${schema}.workflow_node AS node JOIN ${schema}.archived_workflow AS archived ON archived.uid = node.uid
    WHERE node.uid = ANY(${uids}::text[])`.execute(tx);
}
