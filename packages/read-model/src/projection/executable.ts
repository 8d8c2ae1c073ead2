import type { NodePhase, NodeType } from '@tiphys/spec';

/**
 * Whether a node counts in the progress by itself; the others sum up what is below them
 * (Argo's workflow/progress/updater.go).
 */
export function isExecutable(type: NodeType): boolean {
  return type === 'Pod' || type === 'HTTP' || type === 'Plugin' || type === 'Container' || type === 'Suspend';
}

/** Whether an executable node's progress is complete: a failed one stays at 0/1, as in Argo. */
export function isDone(phase: NodePhase): boolean {
  return phase === 'Succeeded' || phase === 'Skipped' || phase === 'Omitted';
}

/** As the engine has it; its code, the expression languages included, is not loaded here for one predicate. */
export function isFulfilled(phase: NodePhase): boolean {
  return phase !== 'Pending' && phase !== 'Running';
}
