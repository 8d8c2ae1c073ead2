export { type CreateOptions, createWorkflow } from './create-workflow.ts';
export { ApiError, type ApiErrorCode } from './errors.ts';
export { getWorkflow } from './get-workflow.ts';
export type { ApiPorts, RandomBytes } from './ports.ts';
export { resumedWatch } from './resumed-watch.ts';
export { deleteWorkflow, shutdownWorkflow } from './shutdown-workflow.ts';
export type {
  ListQuery,
  ReadList,
  ReadWorkflow,
  StatusChange,
  StatusReader,
  WatchQuery,
} from './status-reader.ts';
export { type WorkflowWatchEvent, watchWorkflows } from './watch-workflows.ts';
export { type LogEntry, type LogOptions, workflowLogs } from './workflow-logs.ts';
