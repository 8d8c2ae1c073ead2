export { ArchiveReads } from './archive-reads.ts';
export { StatusError, type StatusErrorCode } from './errors.ts';
export type { WorkflowList } from './merged-list.ts';
export type { StatusPorts } from './ports.ts';
export { Projector } from './projector.ts';
export { STATUS_VARIABLES, startStatus } from './start.ts';
export { type ListRequest, type Selection, StatusReads } from './status-reads.ts';
export { WatchHub } from './watch-hub.ts';
export type { WatchEvent } from './watch-workflows.ts';
