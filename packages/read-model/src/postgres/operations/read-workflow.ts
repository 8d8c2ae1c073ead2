import type { WorkflowKey } from '../../read-model-store.ts';
import type { StoredWorkflow } from '../../workflow-row.ts';
import type { Database } from '../schema.ts';
import { keyCondition } from './filter-condition.ts';

/** Without nodes. */
export async function readWorkflow(
  db: Database,
  key: WorkflowKey,
  options: { deletedToo: boolean },
): Promise<StoredWorkflow | undefined> {
  const found = await db
    .selectFrom('workflow')
    .select(['row', 'manifest'])
    .where(keyCondition(key))
    .$if(!options.deletedToo, (query) => query.where('deleted_at', '=', 0))
    .orderBy('created_version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return found === undefined
    ? undefined
    : { row: found.row, manifest: found.manifest ?? undefined, nodes: undefined };
}
