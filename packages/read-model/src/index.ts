export { mergeChange } from './assemble/merge-change.ts';
export { ARCHIVING_LABEL, archivedObject, labelsOf, workflowObject } from './assemble/workflow-object.ts';
export { ReadModelError, type ReadModelErrorCode } from './errors.ts';
export type { NodeRow } from './node-row.ts';
export { projectTransition } from './projection/project-transition.ts';
export type { ProjectedTransition } from './projection/projected-transition.ts';
export { RowSet } from './projection/row-set.ts';
export type {
  ListQuery,
  ProjectOutcome,
  ReadModelStore,
  TransitionBatch,
  WorkflowKey,
  WorkflowPage,
  WorkflowSnapshot,
} from './read-model-store.ts';
export type { SelectorResult } from './selector/label-selector.ts';
export { type ListFilters, parseListFilter } from './selector/list-filter.ts';
export {
  type FilterSubject,
  matchesFilter,
  parseFilter,
  type WorkflowFilter,
} from './selector/workflow-filter.ts';
export type { ArchivePage, ArchiveQuery, WorkflowArchive } from './workflow-archive.ts';
export type { NodeChange, WorkflowChange, WorkflowPatch } from './workflow-change.ts';
export type { StoredWorkflow, WorkflowRow } from './workflow-row.ts';
