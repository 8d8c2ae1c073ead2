import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowCommand } from '@tiphys/engine';
import { CommandMessage, CommandVerdict } from '../gen/tiphys/v1/command.ts';
import { LogChunk } from '../gen/tiphys/v1/log.ts';
import {
  decodeCancel,
  decodeCommand,
  decodeHeartbeat,
  decodeLogChunk,
  decodeTask,
  decodeVerdict,
  encodeCancel,
  encodeCommand,
  encodeHeartbeat,
  encodeLogChunk,
  encodeTask,
  encodeVerdict,
} from './index.ts';

const REF = { uid: 'uid-1', namespace: 'default', name: 'wf' };
const ATTEMPT = { workflow: REF, nodeId: 'wf-1', attempt: 0 };
const HOLDER = { nodeId: 'wf-1', attempt: 3, agentId: 'agent-1', hostName: 'host-1' };

const COMMANDS: { [Type in WorkflowCommand['type']]: Extract<WorkflowCommand, { type: Type }>[] } = {
  createWorkflow: [
    {
      type: 'createWorkflow',
      workflow: { metadata: { name: 'wf', namespace: 'default' }, spec: { entrypoint: 'mäin' } },
    },
    { type: 'createWorkflow', workflow: { metadata: {}, spec: {} }, resourceRevision: 2 ** 40 },
  ],
  stopWorkflow: [{ type: 'stopWorkflow' }],
  terminateWorkflow: [{ type: 'terminateWorkflow' }],
  deleteWorkflow: [{ type: 'deleteWorkflow' }, { type: 'deleteWorkflow', force: true }],
  continueDecision: [{ type: 'continueDecision' }],
  claimAttempt: [{ type: 'claimAttempt', ...HOLDER }],
  finishAttempt: [
    { type: 'finishAttempt', ...HOLDER, outcome: { phase: 'Succeeded' } },
    {
      type: 'finishAttempt',
      ...HOLDER,
      outcome: { phase: 'Failed', message: '', outputs: { exitCode: '1', result: 'a\nb' } },
    },
  ],
  noteUnschedulable: [
    { type: 'noteUnschedulable', nodeId: 'wf-1', attempt: 0, message: 'Unschedulable: none' },
  ],
  reportReady: [
    { type: 'reportReady', nodeId: 'wf-1', attempt: 3, agentId: 'agent-1' },
    { type: 'reportReady', nodeId: 'wf-1', attempt: 0, agentId: 'agent-1', podIP: '172.17.0.2' },
  ],
  fireTimer: [{ type: 'fireTimer', timerId: 'wf-1-0' }],
  suspendWorkflow: [{ type: 'suspendWorkflow' }],
  resumeWorkflow: [
    { type: 'resumeWorkflow' },
    { type: 'resumeWorkflow', nodeFieldSelector: 'displayName=a' },
  ],
  retryWorkflow: [
    {
      type: 'retryWorkflow',
      restartSuccessful: true,
      nodeFieldSelector: 'id=a',
      parameters: [{ name: 'a', value: 'b' }],
    },
    { type: 'retryWorkflow', restartSuccessful: false, nodeFieldSelector: '', parameters: [] },
  ],
  setNodes: [
    { type: 'setNodes', nodeFieldSelector: 'id=a', setting: {} },
    {
      type: 'setNodes',
      nodeFieldSelector: '',
      setting: { phase: 'Failed', message: 'no', outputParameters: [{ name: '__proto__', value: 'ä' }] },
    },
  ],
  finishArtifactDeletion: [
    { type: 'finishArtifactDeletion', batchId: 'artifact-gc-0', failures: [] },
    {
      type: 'finishArtifactDeletion',
      batchId: 'artifact-gc-1',
      failures: [{ nodeId: 'n', name: 'a', message: 'no' }],
    },
  ],
  answerLocks: [
    {
      type: 'answerLocks',
      key: '',
      requestedAt: 1_700_000_000_000,
      answer: { kind: 'granted', locks: ['a', 'b'] },
    },
    {
      type: 'answerLocks',
      key: 'wf-1',
      requestedAt: 1,
      answer: {
        kind: 'waiting',
        lock: 'l',
        message: 'Waiting for l lock.',
        holders: [{ lock: 'l', holders: ['default/a', 'default/b/c'] }],
      },
    },
    { type: 'answerLocks', key: '/parallelism', requestedAt: 1, answer: { kind: 'denied', message: 'no' } },
  ],
  answerCache: [
    { type: 'answerCache', nodeId: 'n', answer: { kind: 'miss' } },
    { type: 'answerCache', nodeId: 'n', answer: { kind: 'hit' } },
    { type: 'answerCache', nodeId: 'n', answer: { kind: 'hit', outputs: { result: 'ü' } } },
    { type: 'answerCache', nodeId: 'n', answer: { kind: 'failed', message: 'why' } },
  ],
  failLostAgent: [{ type: 'failLostAgent', agentId: 'agent-1' }],
};

for (const [type, commands] of Object.entries(COMMANDS)) {
  test(`${type} comes back as it was written`, () => {
    for (const command of commands) {
      const onWire = { id: 'c-1', ref: REF, command, traceparent: '00-1-2-01' };
      assert.deepEqual(decodeCommand(encodeCommand(onWire, '_INBOX.1')), {
        command: onWire,
        replyTo: '_INBOX.1',
      });
    }
  });
}

test('a command that this version does not know is refused', () => {
  const bytes = CommandMessage.encode({
    id: 'c',
    workflow: REF,
    traceparent: '',
    replyTo: '',
    command: undefined,
  }).finish();
  assert.throws(() => decodeCommand(bytes), { code: 'malformed_message', message: /command is missing/ });
});

test('verdicts: accepted, and refused with the reason', () => {
  for (const rejection of [undefined, { code: 'superseded' as const, message: 'a newer attempt' }]) {
    const verdict = { commandId: 'c-1', rejection, version: 2 ** 40 };
    assert.deepEqual(decodeVerdict(encodeVerdict(verdict)), verdict);
  }
  const unknown = CommandVerdict.encode({ commandId: 'c', rejection: 'bored', message: '', version: 0 });
  assert.throws(() => decodeVerdict(unknown.finish()), /rejection is "bored"/);
});

test('tasks, with everything and with little', () => {
  const bare = {
    nodeName: 'wf',
    podName: 'wf',
    templateName: 'leaf',
    image: 'busybox',
    command: [],
    args: [],
    env: [],
    outputFiles: [],
    includeResult: false,
  };
  const full = {
    ...bare,
    command: ['sh', '-c'],
    args: ['echo "$X"', ''],
    env: [
      { name: 'X', value: '' },
      { name: 'Y' },
      { name: 'Z', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: true } } },
    ],
    envFrom: [{ prefix: 'P_', configMapRef: { name: 'c' } }],
    workingDir: '/',
    resources: { limits: { cpu: '500m' }, requests: { memory: '64Mi' } },
    outputFiles: [
      { name: 'out', path: '/tmp/out', default: '' },
      { name: 'b', path: '/b' },
    ],
    includeResult: true,
    inputArtifacts: [
      { name: 'a', path: '/a', location: { s3: { key: 'k' } } },
      {
        name: 'b',
        path: '/b',
        location: { raw: { data: 'ä' } },
        mode: 0o644,
        recurseMode: true,
        optional: true,
        archive: { none: {} },
      },
    ],
    outputArtifacts: [
      {
        name: 'c',
        path: '/c',
        destination: { s3: { endpoint: 'minio:9000', bucket: 'b', insecure: true, key: 'k/c.tgz' } },
        archive: { tar: { compressionLevel: 0 } },
        optional: true,
      },
    ],
    archiveLogs: { s3: { key: 'wf/wf/main.log' } },
    deletions: [{ nodeId: 'n', name: 'a', location: { s3: { key: 'k' } } }],
  };
  for (const task of [bare, full]) {
    const onWire = { attempt: ATTEMPT, task, traceparent: '' };
    assert.deepEqual(decodeTask(encodeTask(onWire)), onWire);
  }
});

test('orders to end an attempt', () => {
  const cancel = { attempt: { ...ATTEMPT, attempt: 7 }, traceparent: '00-1-2-01' };
  assert.deepEqual(decodeCancel(encodeCancel(cancel)), cancel);
  assert.throws(
    () => decodeCancel(new Uint8Array()),
    /malformed tiphys.v1.CancelMessage: attempt is missing/,
  );
});

test('log chunks, any bytes, and the end', () => {
  const chunk = {
    attempt: ATTEMPT,
    podName: 'wf-leaf-1',
    templateName: 'leaf',
    stream: 2 as const,
    offset: 2 ** 33,
    at: 1_795_000_000_000,
    data: Uint8Array.from([0, 255, 10]),
    end: false,
  };
  assert.deepEqual(decodeLogChunk(encodeLogChunk(chunk)), chunk);
  const end = { ...chunk, data: new Uint8Array(), end: true };
  assert.deepEqual(decodeLogChunk(encodeLogChunk(end)), end);
  const noStream = LogChunk.encode({ ...chunk, stream: 3, data: Buffer.alloc(0) }).finish();
  assert.throws(() => decodeLogChunk(noStream), /stream is 3/);
});

test('heartbeats', () => {
  const heartbeat = {
    agentId: 'agent-1',
    incarnation: 'b',
    beat: 0,
    hostName: 'host-1',
    runtime: 'docker',
    pool: 'default',
    capacity: 8,
    running: 0,
    labels: { disk: 'ssd', 'kubernetes.io/os': 'linux' },
    taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' as const }],
    allocatable: { milliCpu: 1_500, memoryBytes: 2 ** 41, gpus: 2 },
  };
  assert.deepEqual(decodeHeartbeat(encodeHeartbeat(heartbeat)), heartbeat);
  assert.throws(() => decodeHeartbeat(new Uint8Array([0x0a, 0x7f])), /malformed tiphys.v1.AgentHeartbeat/);
});
