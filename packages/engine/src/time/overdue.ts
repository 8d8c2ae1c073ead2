import { type Decision, WORKFLOW } from '../decision.ts';
import { cancelAttempt } from '../pod/attempt.ts';
import { isFulfilled, type NodeState, type TimerState } from '../state.ts';
import { deleteWorkflow } from '../workflow/deletion.ts';
import { ACTIVE_MESSAGE, DEADLINE_MESSAGE, PENDING_MESSAGE } from './deadline.ts';

/** A limit is over: its timer has fired. A container is ended, and what has none ends here. */
export function onDeadline(decision: Decision, { nodeId, purpose }: TimerState): void {
  if (purpose === 'workflowDeadline') {
    decision.enqueue(WORKFLOW);
    return;
  }
  if (purpose === 'ttl') {
    deleteWorkflow(decision, { type: 'deleteWorkflow' });
    return;
  }
  const node = decision.node(nodeId);
  if (isFulfilled(node.phase)) return;
  if (purpose === 'pending' && node.phase !== 'Pending') return;
  const message = purpose === 'retries' ? DEADLINE_MESSAGE : messageOf(node);
  const attempt = decision.state.attempts.get(nodeId);
  if (attempt !== undefined) cancelAttempt(decision, attempt, message);
  else {
    decision.emit({ type: 'nodePhaseChanged', id: nodeId, phase: 'Failed', message });
    decision.enqueue(nodeId);
  }
}

function messageOf({ phase }: NodeState): string {
  return phase === 'Pending' ? PENDING_MESSAGE : ACTIVE_MESSAGE;
}
