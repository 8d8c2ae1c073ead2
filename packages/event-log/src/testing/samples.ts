import { randomUUID } from 'node:crypto';
import type { ContainerTask, Transition } from '@tiphys/engine';
import type { AgentHeartbeat } from '../agent-registry.ts';
import type { QueuedCommand } from '../command-queue.ts';
import type { LogChunk } from '../log-store.ts';
import type { AttemptRef, WorkflowRef } from '../refs.ts';
import type { QueuedTask } from '../task-queue.ts';

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

export function sampleRef(uid: string = randomUUID()): WorkflowRef {
  return { uid, namespace: 'default', name: `wf-${uid.slice(0, 5)}` };
}

/** @param text makes it large, or tells it from others. */
export function sampleTransition(text = 'c'): Transition {
  return {
    commandId: text,
    at: 1_700_000_000_000,
    events: [{ type: 'workflowStarted' }, { type: 'nodeSettled', id: 'wf-1' }],
    agenda: [],
  };
}

export function sampleCommand(ref: WorkflowRef, id: string = randomUUID()): QueuedCommand {
  return { id, ref, command: { type: 'stopWorkflow' }, traceparent: TRACEPARENT };
}

export function sampleCreate(ref: WorkflowRef): QueuedCommand {
  const metadata = { name: ref.name, namespace: ref.namespace, uid: ref.uid };
  return {
    id: `create-${ref.uid}`,
    ref,
    command: { type: 'createWorkflow', workflow: { metadata, spec: {} } as never },
    traceparent: TRACEPARENT,
  };
}

export function sampleAttempt(
  ref: WorkflowRef = sampleRef(),
  nodeId = `${ref.name}-1`,
  attempt = 0,
): AttemptRef {
  return { workflow: ref, nodeId, attempt };
}

export function sampleTask(attempt: AttemptRef): QueuedTask {
  const task: ContainerTask = {
    nodeName: 'wf.a',
    podName: 'wf-whalesay-1',
    templateName: 'whalesay',
    image: 'docker/whalesay',
    command: ['cowsay'],
    args: ['hello'],
    env: [{ name: 'A', value: 'b' }],
    outputFiles: [],
    includeResult: false,
  };
  return { attempt, task, traceparent: TRACEPARENT };
}

export function sampleChunk(attempt: AttemptRef, offset: number, text: string): LogChunk {
  return {
    attempt,
    podName: 'wf-whalesay-1',
    templateName: 'whalesay',
    stream: 1,
    offset,
    at: 1_700_000_000_000 + offset,
    data: new TextEncoder().encode(text),
    end: false,
  };
}

export function endChunk(attempt: AttemptRef, offset: number): LogChunk {
  return { ...sampleChunk(attempt, offset, ''), end: true };
}

export function sampleHeartbeat(agentId: string, beat = 1): AgentHeartbeat {
  return {
    agentId,
    incarnation: 'i1',
    beat,
    hostName: 'host-1',
    runtime: 'docker',
    pool: 'default',
    capacity: 4,
    running: beat % 5,
    labels: { disk: 'ssd' },
  };
}
