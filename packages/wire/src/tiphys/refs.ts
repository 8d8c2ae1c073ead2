import type { AttemptRef as AttemptRefMessage } from '../gen/tiphys/v1/task.ts';
import type { WorkflowRef as WorkflowRefMessage } from '../gen/tiphys/v1/workflow_ref.ts';
import { required } from './decoding.ts';

/** Names one workflow; the event log's WorkflowRef. */
export interface WorkflowRef {
  uid: string;
  namespace: string;
  name: string;
}

/** Names one try at one node; the event log's AttemptRef. */
export interface AttemptRef {
  workflow: WorkflowRef;
  nodeId: string;
  attempt: number;
}

export function workflowRefFrom(message: WorkflowRefMessage | undefined): WorkflowRef {
  const { uid, namespace, name } = required(message, 'workflow');
  return { uid, namespace, name };
}

export function attemptRefFrom(message: AttemptRefMessage | undefined): AttemptRef {
  const { workflow, nodeId, attempt } = required(message, 'attempt');
  return { workflow: workflowRefFrom(workflow), nodeId, attempt };
}
