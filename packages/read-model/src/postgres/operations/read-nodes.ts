import type { NodeRow } from '../../node-row.ts';
import type { Database } from '../schema.ts';

/** Rows that are in memory twice, as texts and as objects, at one time. */
const PAGE = 5_000;

/** In the order of initialization. The transaction must be one that sees a single state. */
export async function readNodes(
  tx: Database,
  uid: string,
  table: 'workflow_node' | 'archived_node' = 'workflow_node',
): Promise<NodeRow[]> {
  const nodes: NodeRow[] = [];
  for (;;) {
    const page = await tx
      .selectFrom(table)
      .select('node')
      .where('uid', '=', uid)
      .where('ordinal', '>', nodes.at(-1)?.ordinal ?? -1)
      .orderBy('ordinal')
      .limit(PAGE)
      .execute();
    for (const { node } of page) nodes.push(node);
    if (page.length < PAGE) return nodes;
  }
}
