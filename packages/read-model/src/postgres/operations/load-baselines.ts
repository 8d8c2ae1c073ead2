import { sql } from 'kysely';
import { baselineOf, type Family, familyKey } from '../../projection/estimate.ts';
import type { RowSet } from '../../projection/row-set.ts';
import type { WorkflowRow } from '../../workflow-row.ts';
import { jsonbText, storable } from '../json-text.ts';
import { type Database, SCHEMA } from '../schema.ts';

/** Of each family the newest workflow that succeeded: one that is there, else one that the archive has. */
export async function loadBaselines(tx: Database, families: readonly Family[], rows: RowSet): Promise<void> {
  if (families.length === 0) return;
  const schema = sql.id(SCHEMA);
  const { rows: found } = await sql<{ place: number; row: WorkflowRow }>`
    SELECT asked.place::int AS place, COALESCE(live.row, archived.row) AS row
    FROM unnest(
      ${families.map(({ namespace }) => storable(namespace))}::text[],
      ${families.map(({ label, value }) => jsonbText({ [label]: value }))}::text[]
    ) WITH ORDINALITY AS asked(namespace, label, place)
    LEFT JOIN LATERAL (
      SELECT workflow.row FROM ${schema}.workflow AS workflow
      WHERE workflow.deleted_at = 0 AND workflow.namespace = asked.namespace
        AND workflow.phase = 'Succeeded' AND workflow.labels @> asked.label::jsonb
      ORDER BY workflow.created_version DESC LIMIT 1
    ) AS live ON TRUE
    LEFT JOIN LATERAL (
      SELECT kept.row FROM ${schema}.archived_workflow AS kept
      WHERE live.row IS NULL AND kept.namespace = asked.namespace
        AND kept.phase = 'Succeeded' AND kept.labels @> asked.label::jsonb
      ORDER BY kept.started_at DESC LIMIT 1
    ) AS archived ON TRUE
    WHERE COALESCE(live.row, archived.row) IS NOT NULL`.execute(tx);
  for (const { place, row } of found) {
    const family = families[place - 1];
    if (family !== undefined) rows.baselines.set(familyKey(family), baselineOf(row));
  }
}
