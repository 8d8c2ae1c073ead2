import type { NodeInitialized, NodePhaseChanged, TimerPurpose, WorkflowEvent } from '@tiphys/engine';
import type {
  ArtifactRepositoryRefStatus,
  Inputs,
  Outputs,
  ResourcesDuration,
  TemplateRef,
  Workflow,
} from '@tiphys/spec';
import type {
  Event as EventMessage,
  NodeInitialized as NodeInitializedMessage,
  NodePhaseChanged as NodePhaseChangedMessage,
} from '../gen/tiphys/v1/history.ts';
import { containerTaskFrom, containerTaskTo } from './container-task.ts';
import { jsonBytes, oneOf, parseJsonBytes, required, withoutUndefined } from './decoding.ts';
import { lockRefFrom } from './locks.ts';
import { metricsEmittedFrom, metricsEmittedTo } from './metrics.ts';
import { operationEventFrom, operationEventTo } from './operations.ts';
import { deletionFrom, deletionTo } from './task-artifacts.ts';
import {
  END_PHASES,
  GC_STRATEGIES,
  NODE_PHASES,
  NODE_ROLES,
  NODE_TYPES,
  SHUTDOWN_STRATEGIES,
  TIMER_PURPOSES,
} from './words.ts';

export function eventTo(event: WorkflowEvent): EventMessage {
  return { event: eventCaseTo(event) };
}

function eventCaseTo(event: WorkflowEvent): NonNullable<EventMessage['event']> {
  switch (event.type) {
    case 'workflowCreated':
      return { $case: event.type, value: { uid: event.uid, workflow: jsonBytes(event.workflow) } };
    case 'workflowStarted':
      return { $case: event.type, value: {} };
    case 'workflowDeleted':
      return { $case: event.type, value: {} };
    case 'deletionRequested':
      return { $case: event.type, value: {} };
    case 'artifactDeletionOrdered':
      return { $case: event.type, value: { ...event, artifacts: event.artifacts.map(deletionTo) } };
    case 'artifactsDeleted':
      return { $case: event.type, value: event };
    case 'artifactRepositoryResolved':
      return { $case: event.type, value: { resolved: jsonBytes(event.resolved) } };
    case 'nodeInitialized':
      return { $case: event.type, value: nodeInitializedTo(event) };
    case 'nodePhaseChanged':
      return { $case: event.type, value: nodePhaseChangedTo(event) };
    case 'taskScheduled':
      return { $case: event.type, value: { ...event, task: containerTaskTo(event.task) } };
    case 'workflowFinished':
      return { $case: event.type, value: event };
    case 'shutdownRequested':
      return { $case: event.type, value: event };
    case 'nodeSettled':
      return { $case: event.type, value: event };
    case 'attemptClaimed':
      return { $case: event.type, value: event };
    case 'attemptFinished':
      return { $case: event.type, value: event };
    case 'attemptCancelRequested':
      return { $case: event.type, value: event };
    case 'locksRequested':
      return { $case: event.type, value: event };
    case 'locksAwaited':
      return { $case: event.type, value: event };
    case 'locksGranted':
      return { $case: event.type, value: event };
    case 'locksReleased':
      return { $case: event.type, value: event };
    case 'cacheLookupRequested':
      return { $case: event.type, value: event };
    case 'cacheAnswered':
      return { $case: event.type, value: event };
    case 'cacheSaveRequested':
      return { $case: event.type, value: event };
    case 'metricsEmitted':
      return { $case: event.type, value: metricsEmittedTo(event) };
    case 'timerScheduled':
      return { $case: event.type, value: event };
    case 'timerFired':
      return { $case: event.type, value: event };
    case 'timerCancelled':
      return { $case: event.type, value: event };
    case 'nodeDaemoned':
      return { $case: event.type, value: { id: event.id, podIp: event.podIP } };
    case 'placeAwaited':
      return { $case: event.type, value: event };
    case 'placeOffered':
      return { $case: event.type, value: event };
    case 'suspensionChanged':
    case 'nodesDeferred':
    case 'nodesReleased':
    case 'nodesChosen':
    case 'workflowRestarted':
    case 'restartPlanned':
    case 'nodesRemoved':
    case 'nodesReset':
    case 'deletionBegun':
      return operationEventTo(event);
  }
}

function nodeInitializedTo(event: NodeInitialized): NodeInitializedMessage {
  const { boundaryID, inputs, templateRef, ...same } = event;
  return {
    ...same,
    boundaryId: boundaryID,
    inputs: inputs === undefined ? undefined : jsonBytes(inputs),
    templateRef: templateRef === undefined ? undefined : jsonBytes(templateRef),
  };
}

function nodePhaseChangedTo(event: NodePhaseChanged): NodePhaseChangedMessage {
  const { outputs, outboundNodes, resourcesDuration, ...same } = event;
  return {
    ...same,
    outputs: outputs === undefined ? undefined : jsonBytes(outputs),
    outboundNodes: outboundNodes === undefined ? undefined : { ids: outboundNodes },
    resourcesDuration: resourcesDuration === undefined ? undefined : jsonBytes(resourcesDuration),
  };
}

export function eventFrom(message: EventMessage): WorkflowEvent {
  return withoutUndefined(eventCaseFrom(required(message.event, 'event')));
}

function eventCaseFrom(event: NonNullable<EventMessage['event']>): WorkflowEvent {
  const type = event.$case;
  switch (event.$case) {
    case 'workflowCreated': {
      const { uid, workflow } = event.value;
      return { type: event.$case, uid, workflow: parseJsonBytes<Workflow>(workflow, `${type}.workflow`) };
    }
    case 'workflowStarted':
      return { type: event.$case };
    case 'workflowDeleted':
      return { type: event.$case };
    case 'deletionRequested':
      return { type: event.$case };
    case 'artifactDeletionOrdered':
      return {
        type: event.$case,
        ...event.value,
        strategy: oneOf(GC_STRATEGIES, event.value.strategy, `${type}.strategy`),
        artifacts: event.value.artifacts.map(deletionFrom),
      };
    case 'artifactsDeleted':
      return { type: event.$case, ...event.value };
    case 'artifactRepositoryResolved':
      return {
        type: event.$case,
        resolved: parseJsonBytes<ArtifactRepositoryRefStatus>(event.value.resolved, `${type}.resolved`),
      };
    case 'nodeInitialized':
      return nodeInitializedFrom(event.value);
    case 'nodePhaseChanged':
      return nodePhaseChangedFrom(event.value);
    case 'taskScheduled':
      return { type: event.$case, ...event.value, task: containerTaskFrom(event.value.task) };
    case 'workflowFinished':
      return {
        type: event.$case,
        ...event.value,
        phase: oneOf(END_PHASES, event.value.phase, `${type}.phase`),
      };
    case 'shutdownRequested':
      return {
        type: event.$case,
        strategy: oneOf(SHUTDOWN_STRATEGIES, event.value.strategy, `${type}.strategy`),
      };
    case 'nodeSettled':
      return { type: event.$case, ...event.value };
    case 'attemptClaimed':
      return { type: event.$case, ...event.value };
    case 'attemptFinished':
      return {
        type: event.$case,
        ...event.value,
        phase: oneOf(END_PHASES, event.value.phase, `${type}.phase`),
      };
    case 'attemptCancelRequested':
      return { type: event.$case, ...event.value };
    case 'locksRequested':
      return { type: event.$case, ...event.value, locks: event.value.locks.map(lockRefFrom) };
    case 'locksAwaited':
      return { type: event.$case, ...event.value };
    case 'locksGranted':
      return { type: event.$case, ...event.value };
    case 'locksReleased':
      return { type: event.$case, ...event.value };
    case 'cacheLookupRequested':
      return { type: event.$case, ...event.value };
    case 'cacheAnswered':
      return { type: event.$case, ...event.value };
    case 'cacheSaveRequested':
      return { type: event.$case, ...event.value };
    case 'metricsEmitted':
      return { type: event.$case, ...metricsEmittedFrom(event.value) };
    case 'timerScheduled':
      return { type: event.$case, ...event.value, purpose: timerPurpose(event.value.purpose) };
    case 'timerFired':
      return { type: event.$case, ...event.value };
    case 'timerCancelled':
      return { type: event.$case, ...event.value };
    case 'nodeDaemoned':
      return { type: event.$case, id: event.value.id, podIP: event.value.podIp };
    case 'placeAwaited':
      return { type: event.$case, ...event.value };
    case 'placeOffered':
      return { type: event.$case, ...event.value };
    case 'suspensionChanged':
    case 'nodesDeferred':
    case 'nodesReleased':
    case 'nodesChosen':
    case 'workflowRestarted':
    case 'restartPlanned':
    case 'nodesRemoved':
    case 'nodesReset':
    case 'deletionBegun':
      return operationEventFrom(event);
  }
}

function timerPurpose(purpose: string | undefined): TimerPurpose | undefined {
  return purpose === undefined ? undefined : oneOf(TIMER_PURPOSES, purpose, 'timerScheduled.purpose');
}

function nodeInitializedFrom(message: NodeInitializedMessage): NodeInitialized {
  const { boundaryId, inputs, nodeFlag, templateRef, ...same } = message;
  return {
    type: 'nodeInitialized',
    ...same,
    nodeType: oneOf(NODE_TYPES, message.nodeType, 'nodeInitialized.nodeType'),
    phase: oneOf(NODE_PHASES, message.phase, 'nodeInitialized.phase'),
    role: oneOf(NODE_ROLES, message.role, 'nodeInitialized.role'),
    boundaryID: boundaryId,
    nodeFlag: nodeFlag === undefined ? undefined : withoutUndefined(nodeFlag),
    inputs: inputs === undefined ? undefined : parseJsonBytes<Inputs>(inputs, 'nodeInitialized.inputs'),
    templateRef:
      templateRef === undefined
        ? undefined
        : parseJsonBytes<TemplateRef>(templateRef, 'nodeInitialized.templateRef'),
  };
}

function nodePhaseChangedFrom(message: NodePhaseChangedMessage): NodePhaseChanged {
  const { outputs, outboundNodes, resourcesDuration, ...same } = message;
  return {
    type: 'nodePhaseChanged',
    ...same,
    phase: oneOf(NODE_PHASES, message.phase, 'nodePhaseChanged.phase'),
    outputs: outputs === undefined ? undefined : parseJsonBytes<Outputs>(outputs, 'nodePhaseChanged.outputs'),
    outboundNodes: outboundNodes?.ids,
    resourcesDuration:
      resourcesDuration === undefined
        ? undefined
        : parseJsonBytes<ResourcesDuration>(resourcesDuration, 'nodePhaseChanged.resourcesDuration'),
  };
}
