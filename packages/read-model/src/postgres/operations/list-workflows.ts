import { continueToken, readContinueToken } from '../../continue-token.ts';
import type { ListQuery, WorkflowPage } from '../../read-model-store.ts';
import type { StoredWorkflow } from '../../workflow-row.ts';
import type { Database } from '../schema.ts';
import { filterCondition } from './filter-condition.ts';
import { readNodes } from './read-nodes.ts';
import { readPosition } from './read-position.ts';

/** The transaction must be one that sees a single state: the page and the position belong together. */
export async function listWorkflows(tx: Database, query: ListQuery): Promise<WorkflowPage> {
  const before = readContinueToken(query.continueToken);
  const version = await readPosition(tx);
  const matching = tx
    .selectFrom('workflow')
    .where('deleted_at', '=', 0)
    .where(filterCondition(query.filter))
    .$if(before !== undefined, (select) => select.where('created_version', '<', before ?? 0));
  const found = await matching
    .select(['row', 'manifest'])
    .orderBy('created_version', 'desc')
    .$if(query.limit > 0, (select) => select.limit(query.limit))
    .execute();
  const last = found.at(-1)?.row.createdVersion ?? 0;
  const remaining =
    query.limit === 0 || found.length < query.limit
      ? 0
      : (
          await matching
            .where('created_version', '<', last)
            .select((builder) => builder.fn.countAll<number>().as('count'))
            .executeTakeFirstOrThrow()
        ).count;
  const workflows: StoredWorkflow[] = [];
  for (const { row, manifest } of found) {
    const nodes = query.includeNodes ? await readNodes(tx, row.uid) : undefined;
    workflows.push({ row, manifest: manifest ?? undefined, nodes });
  }
  return { workflows, continueToken: remaining === 0 ? '' : continueToken(last), remaining, version };
}
