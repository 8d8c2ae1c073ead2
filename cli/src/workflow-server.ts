import type {
  ArchiveClient,
  ArtifactClient,
  CronClient,
  ResourceClient,
  SyncClient,
  TemplateClient,
  TiphysClient,
} from '@tiphys/client';
import type { TemplateKind } from '@tiphys/spec';

/** The calls about templates of one kind. */
export type TemplateServer = Pick<TemplateClient, keyof TemplateClient>;

/** The calls about the archive. */
export type ArchiveServer = Pick<ArchiveClient, keyof ArchiveClient>;

/** The calls that the commands make; all throw ClientError. */
export type WorkflowServer = {
  templates(kind: TemplateKind): TemplateServer;
} & Pick<
  TiphysClient,
  | 'createWorkflow'
  | 'getWorkflow'
  | 'listWorkflows'
  | 'watchWorkflows'
  | 'workflowLogs'
  | 'stopWorkflow'
  | 'suspendWorkflow'
  | 'resumeWorkflow'
  | 'setWorkflow'
  | 'retryWorkflow'
  | 'resubmitWorkflow'
  | 'terminateWorkflow'
  | 'deleteWorkflow'
  | 'lintWorkflow'
  | 'submitWorkflow'
  | 'getVersion'
  | 'close'
> & {
    readonly resources: Pick<ResourceClient, keyof ResourceClient>;
    readonly archive: ArchiveServer;
    readonly artifacts: Pick<ArtifactClient, keyof ArtifactClient>;
    readonly sync: Pick<SyncClient, keyof SyncClient>;
    readonly crons: Pick<CronClient, keyof CronClient>;
  };
