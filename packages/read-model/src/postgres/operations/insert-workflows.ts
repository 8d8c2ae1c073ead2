import type { Workflow } from '@tiphys/spec';
import { sql } from 'kysely';
import { labelsOf } from '../../assemble/workflow-object.ts';
import type { WorkflowRow } from '../../workflow-row.ts';
import { jsonbText, storable } from '../json-text.ts';
import { type Database, SCHEMA } from '../schema.ts';

export async function insertWorkflows(
  tx: Database,
  rows: readonly WorkflowRow[],
  manifests: ReadonlyMap<string, Workflow>,
): Promise<void> {
  if (rows.length === 0) return;
  const manifestTexts = rows.map(({ uid }) => {
    const manifest = manifests.get(uid);
    return manifest === undefined ? null : JSON.stringify(manifest);
  });
  await sql`
    INSERT INTO ${sql.id(SCHEMA)}.workflow
      (uid, namespace, name, created_version, version, phase, labels, deleted_at, manifest, row)
    SELECT uid, namespace, name, created_version, version, phase, labels::jsonb, deleted_at, manifest::json, row::json
    FROM unnest(
      ${rows.map(({ uid }) => uid)}::text[],
      ${rows.map(({ namespace }) => storable(namespace))}::text[],
      ${rows.map(({ name }) => storable(name))}::text[],
      ${rows.map(({ createdVersion }) => createdVersion)}::bigint[],
      ${rows.map(({ version }) => version)}::bigint[],
      ${rows.map(({ phase }) => phase)}::text[],
      ${rows.map((row) => jsonbText(labelsOf(row)))}::text[],
      ${rows.map(({ deletedAt }) => deletedAt)}::bigint[],
      ${manifestTexts}::text[],
      ${rows.map((row) => JSON.stringify(row))}::text[]
    ) AS new(uid, namespace, name, created_version, version, phase, labels, deleted_at, manifest, row)`.execute(
    tx,
  );
}
