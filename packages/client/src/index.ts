export { ArchiveClient, type ArchiveListOptions } from './archive-client.ts';
export { ArtifactClient, type ArtifactKey, type ArtifactPart } from './artifact-client.ts';
export { ClientError, type ClientErrorCode } from './client-error.ts';
export type { ClientOptions, TlsOptions } from './client-options.ts';
export { CronClient } from './cron-client.ts';
export { type DataKind, type DataObject, ResourceClient } from './resource-client.ts';
export { SyncClient, type SyncLimit, type SyncLimitKey } from './sync-client.ts';
export { TemplateClient, type TemplateListOptions } from './template-client.ts';
export { TiphysClient } from './tiphys-client.ts';
export type {
  CreateOptions,
  ListOptions,
  LogEntry,
  LogOptions,
  RetryOptions,
  ServerVersion,
  SetOptions,
  StopOptions,
  SubmitOptions,
  WatchEvent,
  WatchOptions,
  WorkflowPage,
} from './workflow-requests.ts';
