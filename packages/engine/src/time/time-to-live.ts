import { type Decision, WORKFLOW } from '../decision.ts';
import type { WorkflowState } from '../state.ts';
import { timerInstant } from './duration.ts';
import { eraSuffix } from './era.ts';

/** A workflow that has ended is deleted after a time (Argo's gccontroller); a retry takes the order back. */
export function startTimeToLive(decision: Decision): void {
  const seconds = secondsToLive(decision.state);
  if (seconds === undefined) return;
  decision.emit({
    type: 'timerScheduled',
    timerId: `ttl${eraSuffix(decision.state.restarts)}`,
    nodeId: WORKFLOW,
    purpose: 'ttl',
    at: timerInstant(decision.state.finishedAt + seconds * 1000),
  });
}

/** An Error is no failure here, as in Argo: only `secondsAfterCompletion` is about it. */
function secondsToLive({ phase, workflow }: WorkflowState): number | undefined {
  const ttl = workflow.spec.ttlStrategy;
  const own =
    phase === 'Failed'
      ? ttl?.secondsAfterFailure
      : phase === 'Succeeded'
        ? ttl?.secondsAfterSuccess
        : undefined;
  return own ?? ttl?.secondsAfterCompletion;
}
