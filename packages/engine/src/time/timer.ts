import type { FireTimer, Rejection } from '../commands.ts';
import { type Decision, reject } from '../decision.ts';
import { blocksNewContainers } from '../operations/shutdown.ts';
import type { NodeState } from '../state.ts';
import { timerInstant } from './duration.ts';
import { eraSuffix } from './era.ts';
import { onDeadline } from './overdue.ts';

/** The next timer of a node: it has one at a time. */
export function timerIdOf(node: NodeState): string {
  return `${node.id}-${node.waits}${eraSuffix(node.era)}`;
}

/**
 * Has a node looked at again at an instant. The event orders it; the scheduler keeps the timer where it survives
 * everybody, and sends `fireTimer` when its time has come.
 *
 * @param at milliseconds since 1970.
 */
export function scheduleTimer(decision: Decision, node: NodeState, at: number): void {
  decision.emit({ type: 'timerScheduled', timerId: timerIdOf(node), nodeId: node.id, at: timerInstant(at) });
}

/** A timer that was cancelled, or has fired already, may still come: it changes nothing. */
export function fireTimer(decision: Decision, { timerId }: FireTimer): Rejection | undefined {
  const timer = decision.state.timers.get(timerId);
  if (timer === undefined) return reject('superseded', `there is no timer ${timerId} (any more)`);
  decision.emit({ type: 'timerFired', timerId });
  if (timer.purpose === undefined) decision.enqueue(timer.nodeId);
  else onDeadline(decision, timer);
  return undefined;
}

/** The workflow is to end, or its time is over: what waits need not wait. @returns false where the transition was full before the last. */
export function cancelTimers(decision: Decision): boolean {
  const { state } = decision;
  for (const [timerId, { nodeId, purpose }] of [...state.timers]) {
    if (purpose !== undefined) continue;
    const node = decision.node(nodeId);
    // A handler that suspends goes on after a Stop, as a container of it does; retries end after any shutdown.
    const goesOn = node.type === 'Suspend' || state.shutdown === undefined;
    if (goesOn && !blocksNewContainers(state, node)) continue;
    if (decision.full) return false;
    decision.emit({ type: 'timerCancelled', timerId });
    decision.enqueue(nodeId);
  }
  return true;
}
