import type { NodeSetting, OperationCommand, OperationEvent } from '@tiphys/engine';
import type { Inputs } from '@tiphys/spec';
import type { CommandMessage } from '../gen/tiphys/v1/command.ts';
import type { Event as EventMessage } from '../gen/tiphys/v1/history.ts';
import type { NodeSetting as NodeSettingMessage } from '../gen/tiphys/v1/operations.ts';
import { jsonBytes, oneOf, parseJsonBytes, required, withoutUndefined } from './decoding.ts';
import { NODE_PHASES } from './words.ts';

type Case<Union, Type> = Extract<NonNullable<Union>, { $case: Type }>;
type CommandCase = Case<CommandMessage['command'], OperationCommand['type']>;
type EventCase = Case<EventMessage['event'], OperationEvent['type']>;

export function operationCommandTo(command: OperationCommand): CommandCase {
  switch (command.type) {
    case 'suspendWorkflow':
      return { $case: command.type, value: {} };
    case 'resumeWorkflow':
      return { $case: command.type, value: { nodeFieldSelector: command.nodeFieldSelector } };
    case 'setNodes':
      return { $case: command.type, value: { ...command, setting: settingTo(command.setting) } };
    case 'retryWorkflow':
      return { $case: command.type, value: command };
  }
}

export function operationCommandFrom(command: CommandCase): OperationCommand {
  switch (command.$case) {
    case 'suspendWorkflow':
      return { type: command.$case };
    case 'resumeWorkflow':
      return withoutUndefined({ type: command.$case, ...command.value });
    case 'setNodes':
      return { type: command.$case, ...command.value, setting: settingFrom(command.value.setting) };
    case 'retryWorkflow':
      return { type: command.$case, ...command.value };
  }
}

export function operationEventTo(event: OperationEvent): EventCase {
  switch (event.type) {
    case 'suspensionChanged':
      return { $case: event.type, value: event };
    case 'nodesDeferred':
      return { $case: event.type, value: event };
    case 'nodesReleased':
      return { $case: event.type, value: event };
    case 'nodesChosen':
      return { $case: event.type, value: { ...event, setting: settingTo(event.setting) } };
    case 'workflowRestarted':
      return { $case: event.type, value: { parameters: event.parameters ?? [] } };
    case 'deletionBegun':
      return { $case: event.type, value: {} };
    case 'restartPlanned':
      return { $case: event.type, value: event };
    case 'nodesRemoved':
      return { $case: event.type, value: event };
    case 'nodesReset': {
      const { ids, inputs } = event;
      return {
        $case: event.type,
        value: { ids, inputs: inputs === undefined ? undefined : jsonBytes(inputs) },
      };
    }
  }
}

export function operationEventFrom(event: EventCase): OperationEvent {
  switch (event.$case) {
    case 'suspensionChanged':
      return { type: event.$case, ...event.value };
    case 'nodesDeferred':
      return { type: event.$case, ...event.value };
    case 'nodesReleased':
      return { type: event.$case, ...event.value };
    case 'nodesChosen':
      return { type: event.$case, ...event.value, setting: settingFrom(event.value.setting) };
    case 'workflowRestarted': {
      const { parameters } = event.value;
      return { type: event.$case, ...(parameters.length === 0 ? {} : { parameters }) };
    }
    case 'deletionBegun':
      return { type: event.$case };
    case 'restartPlanned':
      return { type: event.$case, ...event.value };
    case 'nodesRemoved':
      return { type: event.$case, ...event.value };
    case 'nodesReset': {
      const { ids, inputs } = event.value;
      const parsed =
        inputs === undefined ? {} : { inputs: parseJsonBytes<Inputs>(inputs, 'nodesReset.inputs') };
      return { type: event.$case, ids, ...parsed };
    }
  }
}

function settingTo({ phase, message, outputParameters = [] }: NodeSetting): NodeSettingMessage {
  return { phase, message, outputParameters };
}

function settingFrom(message: NodeSettingMessage | undefined): NodeSetting {
  const setting = required(message, 'setting');
  const { outputParameters } = setting;
  return withoutUndefined<NodeSetting>({
    phase: setting.phase === undefined ? undefined : oneOf(NODE_PHASES, setting.phase, 'setting.phase'),
    message: setting.message,
    outputParameters: outputParameters.length === 0 ? undefined : outputParameters,
  });
}
