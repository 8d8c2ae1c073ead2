import type { AttemptOutcome, ContainerOutcome, WorkflowCommand } from '@tiphys/engine';
import type { Outputs, Workflow } from '@tiphys/spec';
import { type AttemptOutcome as AttemptOutcomeMessage, CommandMessage } from '../gen/tiphys/v1/command.ts';
import { decoding, jsonBytes, oneOf, parseJsonBytes, required, withoutUndefined } from './decoding.ts';
import { answerCacheFrom, answerCacheTo, answerLocksFrom, answerLocksTo } from './locks.ts';
import { operationCommandFrom, operationCommandTo } from './operations.ts';
import { type WorkflowRef, workflowRefFrom } from './refs.ts';
import { END_PHASES } from './words.ts';

/** A command on its way; the event log's QueuedCommand. */
export interface CommandOnWire {
  id: string;
  ref: WorkflowRef;
  command: WorkflowCommand;
  traceparent: string;
}

/** @param replyTo NATS subject where the verdict goes; empty: nobody waits. */
export function encodeCommand(command: CommandOnWire, replyTo = ''): Uint8Array {
  return CommandMessage.encode({
    id: command.id,
    workflow: command.ref,
    traceparent: command.traceparent,
    replyTo,
    command: commandTo(command.command),
  }).finish();
}

/** @throws WireError where the bytes are no command, or one that this version does not know. */
export function decodeCommand(bytes: Uint8Array): { command: CommandOnWire; replyTo: string } {
  return decoding('tiphys.v1.CommandMessage', () => {
    const { id, workflow, traceparent, replyTo, command } = CommandMessage.decode(bytes);
    const ref = workflowRefFrom(workflow);
    return { command: { id, ref, command: commandFrom(required(command, 'command')), traceparent }, replyTo };
  });
}

type CommandCase = NonNullable<CommandMessage['command']>;

function commandTo(command: WorkflowCommand): CommandCase {
  switch (command.type) {
    case 'createWorkflow':
      return {
        $case: command.type,
        value: {
          workflow: jsonBytes(command.workflow),
          resourceRevision: command.resourceRevision,
        },
      };
    case 'stopWorkflow':
      return { $case: command.type, value: {} };
    case 'terminateWorkflow':
      return { $case: command.type, value: {} };
    case 'deleteWorkflow':
      return { $case: command.type, value: { force: command.force === true } };
    case 'continueDecision':
      return { $case: command.type, value: {} };
    case 'suspendWorkflow':
    case 'resumeWorkflow':
    case 'setNodes':
    case 'retryWorkflow':
      return operationCommandTo(command);
    case 'claimAttempt':
      return { $case: command.type, value: command };
    case 'noteUnschedulable':
      return { $case: command.type, value: command };
    case 'reportReady':
      return { $case: command.type, value: { ...command, podIp: command.podIP } };
    case 'finishAttempt':
      return { $case: command.type, value: { ...command, outcome: outcomeTo(command.outcome) } };
    case 'finishArtifactDeletion':
      return { $case: command.type, value: command };
    case 'answerLocks':
      return { $case: command.type, value: answerLocksTo(command) };
    case 'answerCache':
      return { $case: command.type, value: answerCacheTo(command) };
    case 'failLostAgent':
      return { $case: command.type, value: command };
    case 'fireTimer':
      return { $case: command.type, value: command };
  }
}

function commandFrom(command: CommandCase): WorkflowCommand {
  switch (command.$case) {
    case 'createWorkflow': {
      const { workflow, resourceRevision } = command.value;
      return withoutUndefined<WorkflowCommand>({
        type: command.$case,
        workflow: parseJsonBytes<Workflow>(workflow, 'createWorkflow.workflow'),
        resourceRevision,
      });
    }
    case 'stopWorkflow':
      return { type: command.$case };
    case 'terminateWorkflow':
      return { type: command.$case };
    case 'deleteWorkflow':
      return { type: command.$case, ...(command.value.force ? { force: true } : {}) };
    case 'continueDecision':
      return { type: command.$case };
    case 'suspendWorkflow':
    case 'resumeWorkflow':
    case 'setNodes':
    case 'retryWorkflow':
      return operationCommandFrom(command);
    case 'claimAttempt':
      return { type: command.$case, ...command.value };
    case 'noteUnschedulable':
      return { type: command.$case, ...command.value };
    case 'reportReady': {
      const { podIp, ...same } = command.value;
      return withoutUndefined<WorkflowCommand>({ type: command.$case, ...same, podIP: podIp });
    }
    case 'finishAttempt':
      return { type: command.$case, ...command.value, outcome: outcomeFrom(command.value.outcome) };
    case 'finishArtifactDeletion':
      return { type: command.$case, ...command.value };
    case 'answerLocks':
      return answerLocksFrom(command.value);
    case 'answerCache':
      return answerCacheFrom(command.value);
    case 'failLostAgent':
      return { type: command.$case, ...command.value };
    case 'fireTimer':
      return { type: command.$case, ...command.value };
  }
}

function outcomeTo(outcome: AttemptOutcome): AttemptOutcomeMessage {
  const { outputs, containers } = outcome;
  return {
    ...outcome,
    outputs: outputs === undefined ? undefined : jsonBytes(outputs),
    containers: containers === undefined ? undefined : jsonBytes(containers),
  };
}

function outcomeFrom(message: AttemptOutcomeMessage | undefined): AttemptOutcome {
  const outcome = required(message, 'finishAttempt.outcome');
  const { outputs, containers } = outcome;
  return withoutUndefined<AttemptOutcome>({
    ...outcome,
    phase: oneOf(END_PHASES, outcome.phase, 'finishAttempt.outcome.phase'),
    outputs:
      outputs === undefined ? undefined : parseJsonBytes<Outputs>(outputs, 'finishAttempt.outcome.outputs'),
    containers:
      containers === undefined
        ? undefined
        : parseJsonBytes<ContainerOutcome[]>(containers, 'finishAttempt.outcome.containers'),
  });
}
