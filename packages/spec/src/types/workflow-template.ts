import type { ObjectMeta } from './metadata.ts';
import type { WorkflowSpec } from './workflow.ts';

/** Templates, and what else a workflow's spec has, kept to be used by workflows of its namespace. */
export interface WorkflowTemplate {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
  spec: WorkflowSpec;
}

/** The same for workflows of all namespaces; has none itself. */
export interface ClusterWorkflowTemplate extends WorkflowTemplate {}
