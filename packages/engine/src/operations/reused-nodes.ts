import type { NodeStatus, WorkflowStatus } from '@tiphys/spec';
import type { ReusedNode } from '../state.ts';

/**
 * The pods that succeeded in the workflow that this one was resubmitted from, `memoized`: the status of its creation
 * has them by the ids that they have here, as in Argo's FormulateResubmitWorkflow.
 */
export function reusedNodes(status: WorkflowStatus | undefined): Map<string, ReusedNode> {
  const nodes: [string, NodeStatus][] = Object.entries(status?.nodes ?? {});
  return new Map(nodes.map(([id, { message = '', outputs }]) => [id, { message, outputs }]));
}
