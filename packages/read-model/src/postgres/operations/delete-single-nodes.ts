import { sql } from 'kysely';
import { type Database, SCHEMA } from '../schema.ts';

/** Nodes that a retry took out. */
export async function deleteSingleNodes(
  tx: Database,
  nodes: readonly { uid: string; id: string }[],
): Promise<void> {
  if (nodes.length === 0) return;
  await sql`
    DELETE FROM ${sql.id(SCHEMA)}.workflow_node AS node
    USING unnest(
      ${nodes.map(({ uid }) => uid)}::text[],
      ${nodes.map(({ id }) => id)}::text[]
    ) AS gone(uid, node_id)
    WHERE node.uid = gone.uid AND node.node_id = gone.node_id`.execute(tx);
}
