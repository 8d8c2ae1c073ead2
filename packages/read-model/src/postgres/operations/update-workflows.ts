import { sql } from 'kysely';
import { labelsOf } from '../../assemble/workflow-object.ts';
import type { WorkflowRow } from '../../workflow-row.ts';
import { jsonbText } from '../json-text.ts';
import { type Database, SCHEMA } from '../schema.ts';

/** Leaves the manifest alone, which may be large. */
export async function updateWorkflows(tx: Database, rows: readonly WorkflowRow[]): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    UPDATE ${sql.id(SCHEMA)}.workflow AS workflow
    SET version = new.version, phase = new.phase, labels = new.labels::jsonb, deleted_at = new.deleted_at,
      row = new.row::json
    FROM unnest(
      ${rows.map(({ uid }) => uid)}::text[],
      ${rows.map(({ version }) => version)}::bigint[],
      ${rows.map(({ phase }) => phase)}::text[],
      ${rows.map((row) => jsonbText(labelsOf(row)))}::text[],
      ${rows.map(({ deletedAt }) => deletedAt)}::bigint[],
      ${rows.map((row) => JSON.stringify(row))}::text[]
    ) AS new(uid, version, phase, labels, deleted_at, row)
    WHERE workflow.uid = new.uid`.execute(tx);
}
