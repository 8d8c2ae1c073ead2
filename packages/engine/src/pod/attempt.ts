import type { ClaimAttempt, FinishAttempt, Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { type AttemptState, isFulfilled } from '../state.ts';
import { startActiveDeadline } from '../time/deadline.ts';
import { agentOfClaims } from '../workflow/workflow-claims.ts';
import { declaredOutputs } from './container-outputs.ts';
import { endContainerNodes, startContainerNodes } from './container-set.ts';
import { resourcesDuration } from './resources-duration.ts';

/**
 * The life of an attempt:
 *
 *   scheduled ── claim ──▶ held ── finish ──▶ ended
 *       │                   │
 *       └── cancel ──▶ ended└── cancel ──▶ held, to be stopped ── finish ──▶ ended
 *
 * Only the agent that holds an attempt may run its container, and a claim is one append to a history that refuses
 * the second: no attempt runs twice.
 */
export function claimAttempt(decision: Decision, command: ClaimAttempt): Rejection | undefined {
  const attempt = outstanding(decision, command);
  if (attempt === undefined || attempt.cancelMessage !== undefined) return superseded(command);
  if (attempt.agentId === command.agentId) return undefined;
  if (attempt.agentId !== undefined) return heldByOther(command, attempt.agentId);
  // One that was handed out before anybody had the claims goes to who has them by now.
  const claims = agentOfClaims(decision.state, attempt.task);
  if (claims !== undefined && claims !== command.agentId) return heldByOther(command, claims);
  decision.emit({
    type: 'attemptClaimed',
    nodeId: command.nodeId,
    attempt: command.attempt,
    agentId: command.agentId,
  });
  decision.emit({
    type: 'nodePhaseChanged',
    id: command.nodeId,
    phase: 'Running',
    message: '',
    hostNodeName: command.hostName,
  });
  startContainerNodes(decision, command.nodeId);
  startActiveDeadline(decision, command.nodeId, attempt.task.activeDeadlineSeconds);
  decision.enqueue(command.nodeId);
  return undefined;
}

/** Takes a report of the end. One that was to be cancelled fails with the reason, however its container ended. */
export function finishAttempt(decision: Decision, command: FinishAttempt): Rejection | undefined {
  const attempt = outstanding(decision, command);
  if (attempt === undefined) return superseded(command);
  if (attempt.agentId !== undefined && attempt.agentId !== command.agentId) {
    return heldByOther(command, attempt.agentId);
  }
  if (attempt.agentId === undefined && command.outcome.phase !== 'Error') {
    return reject('invalid', `attempt ${command.attempt} of ${command.nodeId} has run without a claim`);
  }
  const node = decision.node(command.nodeId);
  const cancelled = attempt.cancelMessage;
  const ended = command.outcome.phase;
  // A daemon is to run until it is ended (Argo's assessNodeStatus).
  const own = ended === 'Succeeded' && attempt.task.daemon === true ? 'Failed' : ended;
  const phase = cancelled === undefined ? own : 'Failed';
  endContainerNodes(decision, node, command.outcome.containers);
  decision.emit({
    type: 'attemptFinished',
    nodeId: command.nodeId,
    attempt: command.attempt,
    agentId: attempt.agentId,
    phase,
  });
  if (isFulfilled(node.phase)) {
    decision.enqueue(WORKFLOW);
    return undefined;
  }
  decision.emit({
    type: 'nodePhaseChanged',
    id: command.nodeId,
    phase,
    message: cancelled ?? command.outcome.message ?? '',
    outputs: declaredOutputs(decision, node, phase, command.outcome.outputs, attempt.task),
    hostNodeName: command.hostName,
    ...(node.type === 'Pod' && attempt.claimedAt !== 0
      ? { resourcesDuration: resourcesDuration(attempt.task, decision.at - attempt.claimedAt) }
      : {}),
  });
  decision.enqueue(command.nodeId);
  return undefined;
}

/** Orders the end of an attempt. Nobody will report one that no agent holds, so its node ends here. */
export function cancelAttempt(decision: Decision, attempt: AttemptState, message: string): void {
  if (attempt.cancelMessage !== undefined) return;
  const { nodeId, pool, agentId } = attempt;
  decision.emit({ type: 'attemptCancelRequested', nodeId, attempt: attempt.attempt, pool, agentId, message });
  if (agentId !== undefined) return;
  decision.emit({ type: 'nodePhaseChanged', id: nodeId, phase: 'Failed', message });
  decision.enqueue(nodeId);
}

/** Ends everything an agent held whose heartbeats have stopped. Its late reports will be refused. */
export function failLostAgent(decision: Decision, agentId: string): Rejection | undefined {
  const attempts = [...decision.state.attempts.values()];
  const held = attempts.filter((attempt) => attempt.agentId === agentId);
  // No other agent may run these.
  const bound = attempts.filter(
    ({ agentId: holder, task }) => holder === undefined && task.placement?.agentId === agentId,
  );
  for (const { nodeId, attempt, pool } of bound) {
    const message = lostMessage(agentId);
    decision.emit({ type: 'attemptCancelRequested', nodeId, attempt, pool, message });
    decision.emit({ type: 'nodePhaseChanged', id: nodeId, phase: 'Error', message });
    decision.enqueue(nodeId);
  }
  if (held.length + bound.length === 0)
    return reject('duplicate', `agent ${agentId} holds no attempt of this workflow`);
  for (const { nodeId, attempt, cancelMessage } of held) {
    const phase = cancelMessage === undefined ? 'Error' : 'Failed';
    decision.emit({ type: 'attemptFinished', nodeId, attempt, agentId, phase });
    // A daemon that was ended already.
    if (isFulfilled(decision.node(nodeId).phase)) {
      decision.enqueue(WORKFLOW);
      continue;
    }
    decision.emit({
      type: 'nodePhaseChanged',
      id: nodeId,
      phase,
      message: cancelMessage ?? lostMessage(agentId),
    });
    decision.enqueue(nodeId);
  }
  return undefined;
}

function lostMessage(agentId: string): string {
  return `agent ${agentId} is lost: its heartbeats have stopped`;
}

function outstanding(decision: Decision, ref: { nodeId: string; attempt: number }): AttemptState | undefined {
  const attempt = decision.state.attempts.get(ref.nodeId);
  return attempt?.attempt === ref.attempt ? attempt : undefined;
}

function superseded(ref: { nodeId: string; attempt: number }): Rejection {
  return reject('superseded', `attempt ${ref.attempt} of ${ref.nodeId} has ended, was cancelled, or is none`);
}

function heldByOther(ref: { nodeId: string; attempt: number }, agentId: string): Rejection {
  return reject('claimed_by_other', `attempt ${ref.attempt} of ${ref.nodeId} is held by agent ${agentId}`);
}
