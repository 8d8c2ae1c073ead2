import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  MetricSample,
  MetricsEmitted,
  NodeInitialized,
  NodePhaseChanged,
  Transition,
  WorkflowEvent,
} from '@tiphys/engine';
import fc from 'fast-check';
import { TransitionMessage } from '../gen/tiphys/v1/history.ts';
import { WireError } from '../wire-error.ts';
import { decodeTransition, encodeTransition } from './transition.ts';

const REF = { uid: 'uid-1', namespace: 'default', name: 'wf' };

const text = fc.string({ unit: 'binary' }).map((value) => value.toWellFormed());
const attempt = fc.nat(1000);
const endPhase = fc.constantFrom('Succeeded' as const, 'Failed' as const, 'Error' as const);
const nodePhase = fc.constantFrom(
  'Pending' as const,
  'Running' as const,
  'Skipped' as const,
  'Omitted' as const,
);
const parameters = fc.record({ parameters: fc.array(fc.record({ name: text, value: text })) });
const resources = fc.dictionary(text, text, { minKeys: 1 });

const nodeInitialized = fc.record<NodeInitialized>(
  {
    type: fc.constant('nodeInitialized'),
    id: text,
    name: text,
    displayName: text,
    nodeType: fc.constantFrom('Pod', 'Steps', 'StepGroup', 'DAG', 'Skipped'),
    templateName: text,
    templateScope: text,
    phase: nodePhase,
    boundaryID: text,
    message: text,
    inputs: parameters,
    nodeFlag: fc.record({ hooked: fc.boolean(), retried: fc.boolean() }, { requiredKeys: [] }),
    role: fc.constantFrom('entry', 'stepGroup', 'step', 'task', 'item', 'attempt', 'exitHandler', 'hook'),
    ownerId: text,
    callName: text,
    index: fc.nat(),
    item: text,
    itemCount: fc.nat(),
    parentIds: fc.array(text),
    templateRef: fc.record(
      { name: text, template: text, clusterScope: fc.boolean() },
      { requiredKeys: ['name', 'template'] },
    ),
    templateKey: text,
  },
  {
    requiredKeys: [
      'type',
      'id',
      'name',
      'displayName',
      'nodeType',
      'templateName',
      'templateScope',
      'phase',
      'role',
      'parentIds',
    ],
  },
);

const nodePhaseChanged = fc.record<NodePhaseChanged>(
  {
    type: fc.constant('nodePhaseChanged'),
    id: text,
    phase: fc.oneof(nodePhase, endPhase),
    message: text,
    outputs: fc.record({ parameters: fc.array(fc.record({ name: text })), result: text, exitCode: text }),
    outboundNodes: fc.array(text),
    hostNodeName: text,
    resourcesDuration: fc.record({ cpu: fc.nat(), memory: fc.nat() }),
  },
  { requiredKeys: ['type', 'id', 'phase'] },
);

const containerTask = fc.record(
  {
    nodeName: text,
    podName: text,
    templateName: text,
    image: text,
    command: fc.array(text),
    args: fc.array(text),
    script: fc.record({ source: text }),
    env: fc.array(fc.record({ name: text, value: text }, { requiredKeys: ['name'] })),
    workingDir: text,
    resources: fc.record({ limits: resources, requests: resources }, { requiredKeys: [] }),
    outputFiles: fc.array(
      fc.record({ name: text, path: text, default: text }, { requiredKeys: ['name', 'path'] }),
    ),
    includeResult: fc.boolean(),
    avoidHosts: fc.array(text, { minLength: 1 }),
    activeDeadlineSeconds: fc.nat(),
    failures: text,
    daemon: fc.boolean(),
    data: fc.record({ location: fc.constant({ s3: { key: 'k' } }), transformation: fc.array(text) }),
  },
  {
    requiredKeys: [
      'nodeName',
      'podName',
      'templateName',
      'image',
      'command',
      'args',
      'env',
      'outputFiles',
      'includeResult',
    ],
  },
);

const metricSample = fc.oneof(
  fc.record<MetricSample>(
    {
      name: text,
      help: text,
      labels: fc.array(fc.record({ key: text, value: text })),
      kind: fc.constantFrom('counter', 'gauge'),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      operation: fc.constantFrom('Set', 'Add', 'Sub'),
      since: fc.nat(),
    },
    { requiredKeys: ['name', 'help', 'labels', 'kind', 'value'] },
  ),
  fc.record<MetricSample>({
    name: text,
    help: text,
    labels: fc.constant([]),
    kind: fc.constant('histogram'),
    value: fc.integer(),
    buckets: fc.array(fc.integer()),
  }),
);

/** One arbitrary for each kind of event; the compiler sees that none is missing. */
const EVENTS: { [Type in WorkflowEvent['type']]: fc.Arbitrary<Extract<WorkflowEvent, { type: Type }>> } = {
  workflowCreated: fc.record({
    type: fc.constant('workflowCreated'),
    uid: text,
    workflow: fc.record({
      metadata: fc.record({ name: text, labels: fc.dictionary(text, text, { noNullPrototype: true }) }),
      spec: fc.record({ entrypoint: text }),
    }),
  }),
  workflowStarted: fc.constant({ type: 'workflowStarted' }),
  deletionRequested: fc.constant({ type: 'deletionRequested' }),
  artifactDeletionOrdered: fc.record({
    type: fc.constant('artifactDeletionOrdered'),
    batchId: text,
    strategy: fc.constantFrom('OnWorkflowCompletion', 'OnWorkflowDeletion'),
    artifacts: fc.array(
      fc.record({ nodeId: text, name: text, location: fc.record({ s3: fc.record({ key: text }) }) }),
    ),
    through: fc.nat(),
  }),
  artifactsDeleted: fc.record(
    {
      type: fc.constant('artifactsDeleted'),
      batchId: text,
      deleted: fc.array(fc.record({ nodeId: text, name: text })),
      message: text,
    },
    { requiredKeys: ['type', 'batchId', 'deleted'] },
  ),
  artifactRepositoryResolved: fc.record({
    type: fc.constant('artifactRepositoryResolved'),
    resolved: fc.record({ configMap: text, key: text, namespace: text }),
  }),
  workflowFinished: fc.record(
    { type: fc.constant('workflowFinished'), phase: endPhase, message: text },
    { requiredKeys: ['type', 'phase'] },
  ),
  workflowDeleted: fc.constant({ type: 'workflowDeleted' }),
  shutdownRequested: fc.record({
    type: fc.constant('shutdownRequested'),
    strategy: fc.constantFrom('Stop', 'Terminate'),
  }),
  nodeInitialized,
  nodePhaseChanged,
  nodeSettled: fc.record({ type: fc.constant('nodeSettled'), id: text }),
  taskScheduled: fc.record({
    type: fc.constant('taskScheduled'),
    nodeId: text,
    attempt,
    pool: text,
    task: containerTask,
  }),
  metricsEmitted: fc.record<MetricsEmitted>({
    type: fc.constant('metricsEmitted'),
    problems: fc.array(text),
    samples: fc.array(metricSample),
  }),
  timerScheduled: fc.record(
    {
      type: fc.constant('timerScheduled'),
      timerId: text,
      nodeId: text,
      at: fc.nat(),
      purpose: fc.constantFrom('workflowDeadline', 'active', 'timeout', 'pending', 'retries'),
    },
    { requiredKeys: ['type', 'timerId', 'nodeId', 'at'] },
  ),
  suspensionChanged: fc.record({ type: fc.constant('suspensionChanged'), suspended: fc.boolean() }),
  nodesDeferred: fc.record({ type: fc.constant('nodesDeferred'), ids: fc.array(text) }),
  workflowRestarted: fc.record(
    {
      type: fc.constant('workflowRestarted'),
      parameters: fc.array(fc.record({ name: text, value: text }), { minLength: 1 }),
    },
    { requiredKeys: ['type'] },
  ),
  restartPlanned: fc.record({
    type: fc.constant('restartPlanned'),
    remove: fc.array(fc.nat()),
    reset: fc.array(fc.nat()),
  }),
  nodesRemoved: fc.record({ type: fc.constant('nodesRemoved'), ids: fc.array(text) }),
  nodesReset: fc.record(
    {
      type: fc.constant('nodesReset'),
      ids: fc.array(text),
      inputs: fc.record({ parameters: fc.array(fc.record({ name: text, value: text })) }),
    },
    { requiredKeys: ['type', 'ids'] },
  ),
  deletionBegun: fc.constant({ type: 'deletionBegun' }),
  nodesReleased: fc.record({ type: fc.constant('nodesReleased'), ids: fc.array(text) }),
  nodesChosen: fc.record({
    type: fc.constant('nodesChosen'),
    ids: fc.array(text),
    setting: fc.record(
      {
        phase: fc.constantFrom('Succeeded', 'Failed', 'Error'),
        message: text,
        outputParameters: fc.array(fc.record({ name: text, value: text }), { minLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  }),
  timerFired: fc.record({ type: fc.constant('timerFired'), timerId: text }),
  timerCancelled: fc.record({ type: fc.constant('timerCancelled'), timerId: text }),
  nodeDaemoned: fc.record(
    { type: fc.constant('nodeDaemoned'), id: text, podIP: text },
    { requiredKeys: ['type', 'id'] },
  ),
  locksRequested: fc.record({
    type: fc.constant('locksRequested'),
    key: text,
    locks: fc.array(fc.record({ name: text, type: fc.constantFrom('Mutex', 'Semaphore', 'Parallelism') })),
  }),
  locksAwaited: fc.record({
    type: fc.constant('locksAwaited'),
    key: text,
    lock: text,
    message: text,
    holders: fc.array(fc.record({ lock: text, holders: fc.array(text) })),
  }),
  locksGranted: fc.record({ type: fc.constant('locksGranted'), key: text }),
  locksReleased: fc.record({ type: fc.constant('locksReleased'), key: text }),
  cacheLookupRequested: fc.record(
    {
      type: fc.constant('cacheLookupRequested'),
      nodeId: text,
      cacheName: text,
      key: text,
      maxAgeMs: fc.double({ noNaN: true }),
    },
    { requiredKeys: ['type', 'nodeId', 'cacheName', 'key'] },
  ),
  cacheAnswered: fc.record({ type: fc.constant('cacheAnswered'), nodeId: text, hit: fc.boolean() }),
  cacheSaveRequested: fc.record({ type: fc.constant('cacheSaveRequested'), nodeId: text }),
  placeAwaited: fc.record({ type: fc.constant('placeAwaited'), limitId: text, waiterId: text }),
  placeOffered: fc.record({ type: fc.constant('placeOffered'), limitId: text, waiterId: text }),
  attemptClaimed: fc.record({ type: fc.constant('attemptClaimed'), nodeId: text, attempt, agentId: text }),
  attemptFinished: fc.record(
    { type: fc.constant('attemptFinished'), nodeId: text, attempt, agentId: text, phase: endPhase },
    { requiredKeys: ['type', 'nodeId', 'attempt', 'phase'] },
  ),
  attemptCancelRequested: fc.record(
    {
      type: fc.constant('attemptCancelRequested'),
      nodeId: text,
      attempt,
      pool: text,
      agentId: text,
      message: text,
    },
    { requiredKeys: ['type', 'nodeId', 'attempt', 'pool', 'message'] },
  ),
};

for (const [type, arbitrary] of Object.entries(EVENTS)) {
  test(`${type} comes back as it was written`, () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<WorkflowEvent>, (event) => {
        const transition: Transition = { commandId: 'c', at: 1_795_000_000_000, events: [event], agenda: [] };
        const decoded = decodeTransition(encodeTransition(REF, transition, ''));
        // What has no prototype on one side has one on the other: compared as JSON values are.
        assert.deepEqual(decoded.transition, structuredClone(transition));
      }),
      { numRuns: 200 },
    );
  });
}

test('a transition carries who, why, when, what is left, and the trace', () => {
  const transition: Transition = {
    commandId: 'c-1',
    at: 1_795_000_000_123,
    events: [{ type: 'workflowStarted' }, { type: 'nodeSettled', id: '' }],
    agenda: ['a', '__proto__'],
  };
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  assert.deepEqual(decodeTransition(encodeTransition(REF, transition, traceparent)), {
    ref: REF,
    transition,
    traceparent,
  });
});

test('__proto__ as the name of a limit stays a member of its own', () => {
  const limits: Record<string, string> = JSON.parse('{"__proto__": "1"}');
  const event: WorkflowEvent = {
    type: 'taskScheduled',
    nodeId: 'n',
    attempt: 0,
    pool: 'default',
    task: {
      nodeName: 'wf',
      podName: 'wf',
      templateName: 'leaf',
      image: 'busybox',
      command: [],
      args: [],
      env: [],
      resources: { limits },
      outputFiles: [],
      includeResult: false,
    },
  };
  const bytes = encodeTransition(REF, { commandId: 'c', at: 0, events: [event], agenda: [] }, '');
  const decoded = decodeTransition(bytes).transition.events[0];
  assert.ok(decoded?.type === 'taskScheduled');
  assert.deepEqual(Object.entries(decoded.task.resources?.limits ?? {}), [['__proto__', '1']]);
});

test('bytes that are no transition are refused by name', () => {
  const malformed = {
    name: 'WireError',
    code: 'malformed_message',
    messageType: 'tiphys.v1.TransitionMessage',
  };
  assert.throws(() => decodeTransition(new Uint8Array([0xff, 0xff, 0xff])), malformed);
  assert.throws(() => decodeTransition(new Uint8Array()), { ...malformed, message: /workflow is missing/ });
});

test('an event, a phase or a manifest that this version cannot read is refused', () => {
  const encode = (events: TransitionMessage['events']): Uint8Array =>
    TransitionMessage.encode({
      workflow: REF,
      commandId: 'c',
      at: 0,
      events,
      agenda: [],
      traceparent: '',
      isWish: false,
    }).finish();
  assert.throws(() => decodeTransition(encode([{ event: undefined }])), WireError);
  assert.throws(
    () => decodeTransition(encode([{ event: { $case: 'workflowFinished', value: { phase: 'Melted' } } }])),
    /workflowFinished.phase is "Melted", which this version does not know/,
  );
  const created = { uid: 'u', workflow: Buffer.from('{') };
  assert.throws(
    () => decodeTransition(encode([{ event: { $case: 'workflowCreated', value: created } }])),
    /workflowCreated.workflow is not JSON/,
  );
});
