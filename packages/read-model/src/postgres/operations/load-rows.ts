import { sql } from 'kysely';
import type { TouchedKeys } from '../../projection/projected-transition.ts';
import type { RowSet } from '../../projection/row-set.ts';
import type { Database } from '../schema.ts';

/** The rows that a batch is about to change, whatever the size of their workflows. */
export async function loadRows(tx: Database, keys: TouchedKeys, rows: RowSet): Promise<void> {
  const workflows = await tx
    .selectFrom('workflow')
    .select('row')
    .where('uid', '=', sql<string>`ANY(${keys.uids}::text[])`)
    .execute();
  for (const { row } of workflows) rows.workflows.set(row.uid, row);
  if (keys.nodes.length === 0) return;
  const uids = keys.nodes.map(({ uid }) => uid);
  const ids = keys.nodes.map(({ id }) => id);
  const nodes = await tx
    .selectFrom('workflow_node')
    .innerJoin(
      sql<{ uid: string; id: string }>`unnest(${uids}::text[], ${ids}::text[])`.as<'touched'>(
        sql`touched(uid, id)`,
      ),
      (join) =>
        join.onRef('workflow_node.uid', '=', 'touched.uid').onRef('workflow_node.node_id', '=', 'touched.id'),
    )
    .select(['workflow_node.uid', 'workflow_node.node'])
    .execute();
  for (const { uid, node } of nodes) rows.addNode(uid, node);
}
