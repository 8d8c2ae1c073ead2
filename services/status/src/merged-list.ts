import { archivedObject, type ListQuery, type ReadModelStore, workflowObject } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';

export interface WorkflowList {
  /** Newest first; what is only archived comes after what is there. */
  workflows: Workflow[];
  continueToken: string;
  /** A watch that begins after it misses nothing. */
  version: number;
  remaining: number;
}

/** Where a page begins that is of the archive alone. */
const OF_ARCHIVE = /^archived\.(\d+)$/;

/** What is there. @throws ReadModelError invalid_continue_token. */
export async function liveList(store: ReadModelStore, query: ListQuery): Promise<WorkflowList> {
  const page = await store.list(query);
  return { ...page, workflows: page.workflows.map(workflowObject) };
}

/**
 * What is there, and after it what is only archived: whoever is in both is told once, as it is now (Argo's
 * server/workflow merges the two so).
 *
 * @throws ReadModelError invalid_continue_token.
 */
export async function mergedList(store: ReadModelStore, query: ListQuery): Promise<WorkflowList> {
  const offset = OF_ARCHIVE.exec(query.continueToken)?.[1];
  if (offset !== undefined) {
    const version = await store.position();
    return withArchived(store, query, { workflows: [], continueToken: '', version, remaining: 0 }, +offset);
  }
  const live = await liveList(store, query);
  return withArchived(store, query, live, 0);
}

/** Fills the page up from the archive where what is there leaves room. */
async function withArchived(
  { archive }: ReadModelStore,
  { filter, limit, includeNodes }: ListQuery,
  live: WorkflowList,
  offset: number,
): Promise<WorkflowList> {
  const room = limit === 0 || live.continueToken !== '' ? 0 : limit - live.workflows.length;
  const isFull = limit !== 0 && room === 0;
  // Of a full page only how many come after it is asked.
  const page = await archive.list({
    filter,
    limit: isFull ? 1 : room,
    offset,
    exceptLive: true,
    includeNodes: includeNodes && !isFull,
  });
  const archived = isFull ? [] : page.workflows;
  const left = page.remaining + page.workflows.length - archived.length;
  return {
    workflows: [...live.workflows, ...archived.map(archivedObject)],
    continueToken: live.continueToken || (left === 0 ? '' : `archived.${offset + archived.length}`),
    version: live.version,
    remaining: live.remaining + left,
  };
}
