import type { NoteUnschedulable, Rejection } from '../commands.ts';
import { type Decision, reject } from '../decision.ts';

/** The scheduler has found no agent that may run an attempt: its node says so as long as it is Pending. */
export function noteUnschedulable(decision: Decision, command: NoteUnschedulable): Rejection | undefined {
  const attempt = decision.state.attempts.get(command.nodeId);
  if (attempt?.attempt !== command.attempt || attempt.agentId !== undefined)
    return reject('superseded', `attempt ${command.attempt} of ${command.nodeId} does not wait`);
  const node = decision.node(command.nodeId);
  if (node.message === command.message) return reject('duplicate', 'the node says so already');
  const { phase } = node;
  decision.emit({ type: 'nodePhaseChanged', id: node.id, phase, message: command.message });
  return undefined;
}
