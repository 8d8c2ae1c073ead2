import { advanceAll } from './advance.ts';
import { emptyState } from './apply.ts';
import { finishArtifactDeletion } from './artifacts/artifact-gc.ts';
import { configMapsOf, withConfigMapArguments } from './call/config-map-value.ts';
import type { CommandEnvelope, CreateWorkflow, Rejection } from './commands.ts';
import { Decision, reject, WORKFLOW } from './decision.ts';
import type { Transition } from './events.ts';
import { answerCache } from './locks/memoize.ts';
import { answerLocks } from './locks/synchronization.ts';
import { operate } from './operations/operate.ts';
import { shutdownWorkflow } from './operations/shutdown.ts';
import { isFulfilledWish, isWish, rememberWish } from './operations/wishes.ts';
import { claimAttempt, failLostAgent, finishAttempt } from './pod/attempt.ts';
import { reportReady } from './pod/daemon.ts';
import { noteUnschedulable } from './pod/unschedulable.ts';
import type { WorkflowDraft } from './state.ts';
import { NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';
import { fireTimer } from './time/timer.ts';
import { deleteWorkflow } from './workflow/deletion.ts';

export type DecideResult =
  /** Without a transition: the command's wish is fulfilled already, nothing is to be appended. */
  { ok: true; transition: Transition | undefined } | Rejection;

/**
 * Decides what a command does to a workflow. Pure: time comes with the command, and nothing is read from outside but
 * what the surroundings hold at this moment.
 *
 * The state given is taken forward to what the transition says, since what follows from an event can only be seen
 * on the state after it; whoever fails to append the transition must drop the state and replay it. A rejected
 * command leaves the state as it was. (The alternative, deciding on a copy and folding the events a second time,
 * costs twice as much per command; see docs/adr/0004.)
 */
export function decide(
  draft: WorkflowDraft,
  envelope: CommandEnvelope,
  surroundings: Surroundings = NO_SURROUNDINGS,
): DecideResult {
  const refusal = refuseByState(draft, envelope);
  if (refusal !== undefined) return refusal;
  if (isFulfilledWish(draft, envelope.id)) return { ok: true, transition: undefined };
  // Time never runs backwards in a history, whatever the schedulers' clocks do.
  const decision = new Decision(draft, Math.max(envelope.at, draft.lastAt), surroundings);
  const rejection = dispatch(decision, envelope);
  if (rejection !== undefined) return rejection;
  if (draft.hookIds.size < Object.keys(draft.workflow.spec.hooks ?? {}).length) decision.enqueue(WORKFLOW);
  advanceAll(decision);
  const agenda = decision.close();
  if (decision.events.length === 0) return { ok: true, transition: undefined };
  const transition: Transition = { commandId: envelope.id, at: decision.at, events: decision.events, agenda };
  if (!isWish(envelope.command)) return { ok: true, transition };
  rememberWish(draft, envelope.id);
  return { ok: true, transition: { ...transition, isWish: true } };
}

/** A state to decide on, before the first event. */
export function newDraft(): WorkflowDraft {
  return emptyState();
}

function refuseByState(draft: WorkflowDraft, { command }: CommandEnvelope): Rejection | undefined {
  if (command.type === 'createWorkflow') {
    return draft.uid === '' ? undefined : reject('already_exists', `workflow ${draft.name} exists already`);
  }
  if (draft.uid === '' || draft.deleted) return reject('not_found', 'the workflow does not exist');
  return undefined;
}

function dispatch(decision: Decision, { command }: CommandEnvelope): Rejection | undefined {
  switch (command.type) {
    case 'createWorkflow':
      return createWorkflow(decision, command);
    case 'stopWorkflow':
      return shutdownWorkflow(decision, 'Stop');
    case 'terminateWorkflow':
      return shutdownWorkflow(decision, 'Terminate');
    case 'deleteWorkflow':
      return deleteWorkflow(decision, command);
    case 'claimAttempt':
      return claimAttempt(decision, command);
    case 'noteUnschedulable':
      return noteUnschedulable(decision, command);
    case 'reportReady':
      return reportReady(decision, command);
    case 'finishAttempt':
      return finishAttempt(decision, command);
    case 'finishArtifactDeletion':
      return finishArtifactDeletion(decision, command);
    case 'failLostAgent':
      return failLostAgent(decision, command.agentId);
    case 'fireTimer':
      return fireTimer(decision, command);
    case 'suspendWorkflow':
    case 'resumeWorkflow':
    case 'setNodes':
    case 'retryWorkflow':
      return operate(decision, command);
    case 'answerLocks':
      return answerLocks(decision, command);
    case 'answerCache':
      return answerCache(decision, command);
    case 'continueDecision':
      return undefined;
  }
}

function createWorkflow(decision: Decision, command: CreateWorkflow): undefined {
  decision.emit({
    type: 'workflowCreated',
    uid: command.workflow.metadata.uid ?? '',
    workflow: withConfigMapArguments(
      command.workflow,
      configMapsOf(decision.surroundings, command.workflow.metadata.namespace ?? ''),
    ),
  });
  decision.enqueue(WORKFLOW);
}
