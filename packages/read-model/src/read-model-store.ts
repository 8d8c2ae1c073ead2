import type { ProjectedTransition } from './projection/projected-transition.ts';
import type { WorkflowFilter } from './selector/workflow-filter.ts';
import type { WorkflowArchive } from './workflow-archive.ts';
import type { WorkflowChange } from './workflow-change.ts';
import type { StoredWorkflow } from './workflow-row.ts';

/** Consecutive transitions of the whole history. */
export interface TransitionBatch {
  /** Version of the transition before the first; 0: it is the first of all. */
  after: number;
  transitions: readonly ProjectedTransition[];
}

export type ProjectOutcome =
  /** The store stands at the end of the batch or beyond; the changes are those that this call made. */
  | { ok: true; position: number; changes: WorkflowChange[] }
  /** The store stands before the batch: something lies between, and nothing was done. */
  | { ok: false; position: number };

export type WorkflowKey = { uid: string } | { namespace: string; name: string };

export interface ListQuery {
  filter: WorkflowFilter;
  /** 0: no limit. */
  limit: number;
  /** From the page before; empty: from the newest on. */
  continueToken: string;
  includeNodes: boolean;
}

export interface WorkflowPage {
  /** Newest first. */
  workflows: StoredWorkflow[];
  /** Empty: nothing is left. */
  continueToken: string;
  /** How many there are after this page; 0 where there is no limit. */
  remaining: number;
  /** Where the store stood: changes after this version are not in the page, all others are. */
  version: number;
}

/** Which workflows match, and their versions, at one position. */
export interface WorkflowSnapshot {
  version: number;
  /** By version: the longest unchanged first. */
  workflows: { uid: string; version: number }[];
}

/**
 * The histories as rows to be asked. Holds no truth: it can be dropped and projected anew.
 *
 * Several projectors may work at the same time on the same store. All follow the same history in the same order; the
 * position, which is locked and moved together with the rows, is the fence: what another has projected is skipped.
 *
 * @throws ReadModelError from every method.
 */
export interface ReadModelStore {
  /** What stays when the rows go. A store that does not archive has what it archived before. */
  readonly archive: WorkflowArchive;
  /** Whether workflows are taken into the archive when they end. */
  readonly archives: boolean;

  /** Version of the last transition that is in the rows; 0: none. */
  position(): Promise<number>;

  /** Takes the transitions into the rows, all or none, those that are in them already excepted. */
  project(batch: TransitionBatch): Promise<ProjectOutcome>;

  /** Undefined: no such workflow, or a deleted one. By name: the newest that has it. */
  get(key: WorkflowKey): Promise<StoredWorkflow | undefined>;

  /** What is left of a deleted workflow, without nodes, for about an hour; or one that is there, without nodes. */
  getRemains(uid: string): Promise<StoredWorkflow | undefined>;

  list(query: ListQuery): Promise<WorkflowPage>;

  snapshot(filter: WorkflowFilter): Promise<WorkflowSnapshot>;

  /**
   * Changes after a version, oldest first. They are kept for a while only: where the first one's `previous` is after
   * the version, or there is none though the store stands further, those before it must be had from the history.
   */
  changes(after: number, limit: number): Promise<WorkflowChange[]>;

  /** Forgets everything but the archive, so that it is projected from the first transition on. */
  reset(): Promise<void>;
}

/** How many versions changes are kept; some 50 MB of ordinary changes. */
export const CHANGES_KEPT = 50_000;
/** How often the old ones are thrown away, in versions. */
export const CHANGES_TRIMMED_EVERY = 1_000;
/** How long after a deletion its remains are kept, in milliseconds. */
export const REMAINS_KEPT_MS = 3_600_000;
