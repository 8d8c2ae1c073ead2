import { sql } from 'kysely';
import type { Database } from '../schema.ts';

export async function deleteNodes(tx: Database, uids: readonly string[]): Promise<void> {
  if (uids.length === 0) return;
  await tx.deleteFrom('workflow_node').where('uid', '=', sql<string>`ANY(${uids}::text[])`).execute();
}
