import type { WorkflowSnapshot } from '../../read-model-store.ts';
import type { WorkflowFilter } from '../../selector/workflow-filter.ts';
import type { Database } from '../schema.ts';
import { filterCondition } from './filter-condition.ts';
import { readPosition } from './read-position.ts';

/** The transaction must be one that sees a single state. */
export async function snapshotWorkflows(tx: Database, filter: WorkflowFilter): Promise<WorkflowSnapshot> {
  const version = await readPosition(tx);
  const workflows = await tx
    .selectFrom('workflow')
    .select(['uid', 'version'])
    .where('deleted_at', '=', 0)
    .where(filterCondition(filter))
    .orderBy('version')
    .execute();
  return { version, workflows };
}
