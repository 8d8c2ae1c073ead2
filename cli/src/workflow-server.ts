import type { ResourceClient, TiphysClient } from '@tiphys/client';

/** The calls that the commands make; all throw ClientError. */
export type WorkflowServer = Pick<
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
  | 'terminateWorkflow'
  | 'deleteWorkflow'
  | 'lintWorkflow'
  | 'getVersion'
  | 'close'
> & { readonly resources: Pick<ResourceClient, keyof ResourceClient> };
