import { sql } from 'kysely';
import type { WorkflowChange } from '../../workflow-change.ts';
import { type Database, SCHEMA } from '../schema.ts';

export async function insertChanges(tx: Database, changes: readonly WorkflowChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    INSERT INTO ${sql.id(SCHEMA)}.workflow_change (version, previous, change)
    SELECT version, previous, change::json
    FROM unnest(
      ${changes.map(({ version }) => version)}::bigint[],
      ${changes.map(({ previous }) => previous)}::bigint[],
      ${changes.map((change) => JSON.stringify(change))}::text[]
    ) AS new(version, previous, change)`.execute(tx);
}
