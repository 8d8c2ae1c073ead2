import { goJson } from '@tiphys/expression';
import { podName, type WorkflowPhase } from '@tiphys/spec';
import { rfc3339 } from '../scope/strftime.ts';
import { errsByItself, type WorkflowState } from '../state.ts';

/** `workflow.status` as the workflow's handler and hooks see it: what the entrypoint's node says. */
export function outcomeOfEntry(state: WorkflowState): WorkflowPhase {
  const entry = state.entryId === undefined ? undefined : state.nodes.get(state.entryId);
  if (entry === undefined) return state.phase;
  switch (entry.phase) {
    case 'Skipped':
    case 'Omitted':
      return 'Succeeded';
    default:
      return entry.phase;
  }
}

/**
 * What the workflow says of an entrypoint that failed (the end of Argo's operate).
 */
export function messageOfEntry(state: WorkflowState): string | undefined {
  const entry = state.entryId === undefined ? undefined : state.nodes.get(state.entryId);
  if (entry === undefined || !errsByItself(entry)) return entry?.message;
  return `error in entry template execution: ${entry.message}`;
}

/**
 * `workflow.failures`: what failed, as a quoted JSON list (quoted so that the quotes inside survive substitution);
 * `"null"` where there is nothing, as Argo's nil slice gives.
 */
export function workflowFailures(state: WorkflowState): string {
  const failures = failedNodes(state);
  return JSON.stringify(failures.length === 0 ? 'null' : goJson(failures));
}

/** The same as it is, a list also where there is nothing. */
export function failuresJson(state: WorkflowState): string {
  return goJson(failedNodes(state));
}

/** The failed and errored nodes, groups included, in the order in which they failed; Argo's order is random. */
function failedNodes(state: WorkflowState) {
  return state.failedIds.flatMap((id) => {
    const node = state.nodes.get(id);
    if (node === undefined) return [];
    return [
      {
        displayName: node.displayName,
        message: node.message,
        templateName: node.templateName,
        phase: node.phase,
        podName: podName(state.name, node.name, node.templateRef?.template ?? node.templateName, node.id),
        finishedAt: node.finishedAt === 0 ? null : rfc3339(node.finishedAt),
      },
    ];
  });
}
