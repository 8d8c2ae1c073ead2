import { sql } from 'kysely';
import type { NodeRow } from '../../node-row.ts';
import { type Database, SCHEMA } from '../schema.ts';

export async function upsertNodes(
  tx: Database,
  nodes: readonly { uid: string; node: NodeRow }[],
): Promise<void> {
  if (nodes.length === 0) return;
  await sql`
    INSERT INTO ${sql.id(SCHEMA)}.workflow_node (uid, node_id, ordinal, node)
    SELECT uid, node_id, ordinal, node::json
    FROM unnest(
      ${nodes.map(({ uid }) => uid)}::text[],
      ${nodes.map(({ node }) => node.id)}::text[],
      ${nodes.map(({ node }) => node.ordinal)}::integer[],
      ${nodes.map(({ node }) => JSON.stringify(node))}::text[]
    ) AS new(uid, node_id, ordinal, node)
    ON CONFLICT (uid, node_id) DO UPDATE SET node = excluded.node`.execute(tx);
}
