import type { WorkflowKey } from './read-model-store.ts';
import type { WorkflowFilter } from './selector/workflow-filter.ts';
import type { StoredWorkflow } from './workflow-row.ts';

export interface ArchiveQuery {
  filter: WorkflowFilter;
  /** 0: no limit. */
  limit: number;
  /** How many of the newest are left out. */
  offset: number;
  /** Leaves out those whose live rows are there too. */
  exceptLive: boolean;
  includeNodes: boolean;
}

export interface ArchivePage {
  /** The one that started last comes first. */
  workflows: StoredWorkflow[];
  /** How many there are after this page. */
  remaining: number;
}

/**
 * Workflows as they were when they ended, kept when their live rows and histories go. No projection: what is in it
 * cannot be had again, so a rebuild leaves it alone.
 *
 * @throws ReadModelError from every method.
 */
export interface WorkflowArchive {
  /** By name: the one that started last. */
  get(key: WorkflowKey): Promise<StoredWorkflow | undefined>;

  list(query: ArchiveQuery): Promise<ArchivePage>;

  /**
   * Takes one out for good: projecting its end once more does not bring it back, a later end does.
   *
   * @returns whether it was there.
   */
  delete(uid: string): Promise<boolean>;

  /** In their order, without repetition. */
  labelKeys(): Promise<string[]>;
  labelValues(key: string): Promise<string[]>;

  /**
   * Takes out those that finished before a time in milliseconds since 1970.
   *
   * @returns how many.
   */
  expire(finishedBefore: number): Promise<number>;
}
