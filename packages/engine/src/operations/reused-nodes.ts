import type { NodeStatus, Outputs, WorkflowStatus } from '@tiphys/spec';
import type { Decision } from '../decision.ts';
import type { DeepReadonly } from '../state.ts';

/** What a workflow takes over from the one that it was resubmitted from. */
export interface ReusedNode {
  message: string;
  outputs: Outputs | undefined;
}

/**
 * The pods that succeeded in the workflow that this one was resubmitted from, `memoized`: the status of its creation
 * has them by the ids that they have here, as in Argo's FormulateResubmitWorkflow.
 */
export function reusedNodes(status: WorkflowStatus | undefined): Map<string, ReusedNode> {
  const nodes: [string, NodeStatus][] = Object.entries(status?.nodes ?? {});
  return new Map(nodes.map(([id, { message = '', outputs }]) => [id, { message, outputs }]));
}

/** Ends a node that has just been initialized in the place of a pod. */
export function endReused(decision: Decision, id: string, { outputs }: DeepReadonly<ReusedNode>): void {
  decision.emit({ type: 'nodePhaseChanged', id, phase: 'Skipped', outputs: outputs as Outputs | undefined });
  decision.enqueue(id);
}
