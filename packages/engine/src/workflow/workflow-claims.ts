import type { ContainerTask } from '../pod/container-task.ts';
import type { AttemptDraft, DeepReadonly, WorkflowDraft, WorkflowState } from '../state.ts';

/**
 * Stands for a node where an agent is told to end something: not a container, but the volumes of a workflow's claims.
 * No node has this id.
 */
export const CLAIMS_NODE = '@claims';

/** Who mounts a claim first makes its volume, on his own host. */
export function registerClaims(draft: WorkflowDraft, { agentId, task }: AttemptDraft): void {
  for (const claim of task.pod?.workflowClaims ?? []) {
    if (agentId !== undefined && !draft.claimAgents.has(claim)) draft.claimAgents.set(claim, agentId);
  }
}

/** The agent that has the claims of a task; undefined: nobody has, or the task has none. */
export function agentOfClaims(
  state: WorkflowState,
  { pod }: DeepReadonly<Pick<ContainerTask, 'pod'>>,
): string | undefined {
  return pod?.workflowClaims
    ?.map((claim) => state.claimAgents.get(claim))
    .find((agent) => agent !== undefined);
}

/**
 * The agents that are to forget the claims of a workflow that has ended (Argo's deletePVCs): by default those of one
 * that failed stay until it is deleted.
 */
export function claimReleases(state: WorkflowState): string[] {
  const strategy = state.workflow.spec.volumeClaimGC?.strategy ?? '';
  const keeps = strategy !== 'OnWorkflowCompletion' && state.phase !== 'Succeeded' && !state.deleted;
  return keeps ? [] : [...new Set(state.claimAgents.values())];
}
