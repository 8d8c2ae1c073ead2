import type { WorkflowChange } from '../../workflow-change.ts';
import type { Database } from '../schema.ts';

export async function readChanges(db: Database, after: number, limit: number): Promise<WorkflowChange[]> {
  const found = await db
    .selectFrom('workflow_change')
    .select('change')
    .where('version', '>', after)
    .orderBy('version')
    .limit(limit)
    .execute();
  return found.map(({ change }) => change);
}
