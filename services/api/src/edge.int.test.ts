import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client, credentials, status } from '@grpc/grpc-js';
import { TiphysClient } from '@tiphys/client';
import { systemClock } from '@tiphys/clock/system';
import type { AttemptOutcome } from '@tiphys/engine';
import { connectJetStream } from '@tiphys/event-log/jetstream';
import {
  passingTracer,
  readConfig,
  readinessProblems,
  retryWithBackoff,
  silentLogger,
  silentMetrics,
} from '@tiphys/service-kit';
import { nodeId, type Workflow } from '@tiphys/spec';
import { ownNats, testPostgres } from '@tiphys/testkit';
import { HealthCheckResponse_ServingStatus, HealthService } from '@tiphys/wire';
import { WorkflowServiceClient } from '@tiphys/wire/argo';
import { API_VARIABLES, startApi } from './start.ts';
import { manifest, refOf } from './testing/api-world.ts';
import { askReflection } from './testing/ask-reflection.ts';
import { ServiceProcess } from './testing/service-process.ts';

const PATIENCE_MS = 60_000;

const nats = await ownNats();
const postgres = await testPostgres();
const environment = { TIPHYS_NATS_URL: nats.url, TIPHYS_POSTGRES_URL: postgres.url };
const first = new ServiceProcess('status', { ...environment, TIPHYS_STATUS_ADDRESS: '127.0.0.1:0' });
after(() => first.kill());
const statusAddress = await first.start();
/** The same address again after the first has been killed. */
const second = new ServiceProcess('status', { ...environment, TIPHYS_STATUS_ADDRESS: statusAddress });
after(() => second.kill());
const scheduler = new ServiceProcess('scheduler', environment);
after(() => scheduler.kill());
await scheduler.start();

const variables = { ...environment, TIPHYS_STATUS_ADDRESS: statusAddress, TIPHYS_API_ADDRESS: '127.0.0.1:0' };
const api = await startApi(readConfig(variables, API_VARIABLES), {
  logger: silentLogger,
  tracer: passingTracer,
  metrics: silentMetrics,
});
after(() => api.stop());
const address = api.address ?? '';
const client = TiphysClient.connect({ address, deadlineMs: PATIENCE_MS });
after(() => client.close());
const raw = new WorkflowServiceClient(address, credentials.createInsecure());
after(() => raw.close());
const broker = connectJetStream({ servers: [nats.url], name: 'agent', logger: silentLogger });
after(() => broker.close());

/** An agent's two reports on the one container of a workflow. */
async function run(workflow: Workflow, outcome: AttemptOutcome = { phase: 'Succeeded' }): Promise<void> {
  const ref = refOf(workflow);
  const attempt = { nodeId: nodeId(ref.name, ref.name), attempt: 0, agentId: 'agent', hostName: 'host' };
  const reports = [
    { type: 'claimAttempt', ...attempt },
    { type: 'finishAttempt', ...attempt, outcome },
  ] as const;
  for (const command of reports) {
    const queued = { id: `${command.type}-${ref.uid}`, ref, command, traceparent: '' };
    const verdict = await broker.commands.request(queued, PATIENCE_MS);
    assert.equal(verdict?.rejection, undefined);
  }
}

async function print(workflow: Workflow, offset: number, text: string): Promise<void> {
  const attempt = { workflow: refOf(workflow), nodeId: 'n', attempt: 0 };
  const place = { podName: 'pod', templateName: 'main', stream: 1 as const, offset, at: 1, end: false };
  await broker.logs.append({ attempt, ...place, data: Buffer.from(text) });
}

async function logLines(options: { grep?: string; tailLines?: number }): Promise<string[]> {
  const lines: string[] = [];
  for await (const { content } of client.workflowLogs('argo', 'refused', options)) lines.push(content);
  return lines;
}

function phaseOf({ status: { phase } = { startedAt: null, finishedAt: null } }: Workflow): string {
  return phase ?? '';
}

/** What a raw unary call fails with. */
function failure(call: (done: (error: unknown) => void) => unknown) {
  return new Promise<{ code?: number; details?: string; metadata?: { get(name: string): unknown[] } }>(
    (resolve) => {
      call((error) => resolve((error ?? {}) as { code?: number }));
    },
  );
}

test('health says so when it serves, of each service', async () => {
  await client.waitForServer(PATIENCE_MS);
  const health = new Client(address, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = HealthService.check;
  for (const service of ['', 'workflow.WorkflowService', 'info.InfoService']) {
    const answer = await new Promise((resolve, reject) =>
      health.makeUnaryRequest(path, requestSerialize, responseDeserialize, { service }, (error, response) =>
        error === null ? resolve(response?.status) : reject(error),
      ),
    );
    assert.equal(answer, HealthCheckResponse_ServingStatus.SERVING, service);
  }
  health.close();
});

test('reflection lists the services and has their files', async () => {
  // list_services = 7, an empty text; below file_containing_symbol = 4.
  const services = await askReflection(address, Buffer.from([0x3a, 0]));
  for (const name of ['workflow.WorkflowService', 'info.InfoService', 'grpc.health.v1.Health']) {
    assert.ok(services.includes(name), name);
  }
  const symbol = Buffer.from('workflow.WorkflowService');
  const files = await askReflection(address, Buffer.concat([Buffer.from([0x22, symbol.length]), symbol]));
  assert.ok(files.includes('WorkflowCreateRequest'));
});

test('the version is that of the wire that it speaks', async () => {
  const { version, gitTag } = await client.getVersion();
  assert.match(version, /^v4\./);
  assert.match(gitTag, /^tiphys-v\d/);
});

test('from the submission to the deletion, as one client sees it', async () => {
  const told: string[] = [];
  const begun = Promise.withResolvers<void>();
  const watching = (async () => {
    for await (const { type, object } of client.watchWorkflows('whole')) {
      told.push(`${type} ${phaseOf(object)}`);
      begun.resolve();
      if (type === 'DELETED') break;
    }
  })();
  const created = await client.createWorkflow('whole', manifest({ generateName: 'whole-' }));
  const { name = '', uid = '' } = created.metadata;
  assert.match(name, /^whole-.{5}$/);
  assert.equal((await client.getWorkflow('whole', name)).metadata.uid, uid, 'a write is read at once');
  await begun.promise;
  const logs: string[] = [];
  const following = (async () => {
    for await (const { content } of client.workflowLogs('whole', name, { follow: true })) logs.push(content);
  })();
  await print(created, 0, 'hello\nwor');
  await print(created, 9, 'ld\n');
  await run(created);
  await following;
  assert.deepEqual(logs, ['hello', 'world']);
  await client.deleteWorkflow('whole', name);
  await assert.rejects(client.getWorkflow('whole', name), { code: 'not_found' });
  await watching;
  assert.deepEqual(told, ['ADDED Running', 'MODIFIED Running', 'MODIFIED Succeeded', 'DELETED Succeeded']);
});

test('lists in pages, without trees where they are not wanted', async () => {
  for (const name of ['page-a', 'page-b', 'page-c']) {
    await client.createWorkflow('pages', manifest({ name, labels: { page: 'yes' } }));
    await client.stopWorkflow('pages', name);
  }
  const one = await client.listWorkflows('pages', { limit: 2, labelSelector: 'page=yes' });
  assert.deepEqual(
    [one.items.map(({ metadata }) => metadata.name), one.remaining],
    [['page-c', 'page-b'], 1],
  );
  assert.ok(Object.keys(one.items[0]?.status?.nodes ?? {}).length > 0);
  const two = await client.listWorkflows('pages', {
    limit: 2,
    continue: one.continue,
    fields: '-items.status.nodes',
  });
  assert.deepEqual([two.items.map(({ metadata }) => metadata.name), two.continue], [['page-a'], '']);
  assert.equal(two.items[0]?.status?.nodes, undefined);
  assert.deepEqual((await client.listWorkflows('none')).items, []);
});

test('what is refused, each with its code and a reason', async () => {
  await client.createWorkflow('argo', manifest({ name: 'refused' }));
  const spec = { entrypoint: 'nowhere', templates: [] };
  const refused: [code: string, message: RegExp, call: () => Promise<unknown>][] = [
    ['invalid_argument', /spec\.entrypoint/, () => client.createWorkflow('argo', { ...manifest(), spec })],
    ['already_exists', /"refused"/, () => client.createWorkflow('argo', manifest({ name: 'refused' }))],
    ['not_found', /"nobody" not found/, () => client.getWorkflow('argo', 'nobody')],
    ['not_found', /"nobody" not found/, () => client.stopWorkflow('argo', 'nobody')],
    ['invalid_argument', /label selector/, () => client.listWorkflows('argo', { labelSelector: 'a in (' })],
    ['invalid_argument', /limit/, () => client.listWorkflows('argo', { limit: -1 })],
    ['invalid_argument', /token/, () => client.listWorkflows('argo', { continue: '?' })],
    [
      'invalid_argument',
      /no suspend nodes matching nodeFieldSelector: id=x/,
      () => client.stopWorkflow('argo', 'refused', { message: 'x', nodeFieldSelector: 'id=x' }),
    ],
    [
      'invalid_argument',
      /^Skipped is an invalid phase/,
      () =>
        client.setWorkflow('argo', 'refused', { nodeFieldSelector: 'id=x', phase: 'Skipped' as 'Failed' }),
    ],
    ['invalid_argument', /^grep: /, () => logLines({ grep: '[' })],
  ];
  for (const [code, message, call] of refused) await assert.rejects(call, { code, message });
  await client.terminateWorkflow('argo', 'refused');
  await assert.rejects(client.stopWorkflow('argo', 'refused'), {
    code: 'failed_precondition',
    message: 'cannot shutdown a completed workflow',
  });
  const trailers = await failure((done) =>
    raw.getWorkflow({ namespace: 'argo', name: 'nobody' } as never, done),
  );
  assert.deepEqual(
    [trailers.code, trailers.metadata?.get('tiphys-code'), trailers.metadata?.get('tiphys-retryable')],
    [status.NOT_FOUND, ['not_found'], ['false']],
  );
});

test('a workflow is retried: watchers see what is taken out, and what runs again', async () => {
  const spec = {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'p', value: '1' }] },
    templates: [
      {
        name: 'main',
        dag: {
          tasks: [
            { name: 'kept', template: 'pause' },
            { name: 'declined', template: 'pause' },
            { name: 'after', template: 'pause', depends: 'declined' },
          ],
        },
      },
      { name: 'pause', suspend: {} },
    ],
  };
  await client.createWorkflow('argo', { metadata: { name: 'again' }, spec });
  const set = (node: string, phase: 'Succeeded' | 'Failed') =>
    client.setWorkflow('argo', 'again', { nodeFieldSelector: `displayName=${node}`, phase });
  await assert.rejects(client.retryWorkflow('argo', 'again'), {
    code: 'invalid_argument',
    message: 'Cannot retry a workflow in phase Running',
  });
  await set('kept', 'Succeeded');
  const failed = await set('declined', 'Failed');
  assert.equal(failed.status?.phase, 'Failed');
  assert.equal(Object.keys(failed.status?.nodes ?? {}).length, 4);
  await assert.rejects(client.retryWorkflow('argo', 'again', { parameters: ['p'] }), {
    code: 'invalid_argument',
    message: 'expected parameter of the form: NAME=VALUE. Received: p',
  });
  const options = {
    fieldSelector: 'metadata.name=again',
    resourceVersion: failed.metadata.resourceVersion ?? '',
  };
  const watch = client.watchWorkflows('argo', options);
  const retried = await client.retryWorkflow('argo', 'again', { parameters: ['p=2'] });
  const phases = (workflow: Workflow) =>
    Object.values(workflow.status?.nodes ?? {})
      .map(({ displayName, phase }) => `${displayName} ${phase}`)
      .sort();
  const expected = ['again Running', 'declined Running', 'kept Succeeded'];
  assert.deepEqual([retried.status?.phase, phases(retried)], ['Running', expected]);
  assert.deepEqual(retried.spec.arguments?.parameters, [{ name: 'p', value: '2' }]);
  assert.equal(retried.metadata.labels?.['workflows.argoproj.io/completed'], 'false');
  for await (const { object } of watch) {
    if (object.metadata.resourceVersion !== retried.metadata.resourceVersion) continue;
    assert.deepEqual(object.status, retried.status);
    assert.deepEqual(object.spec, retried.spec);
    break;
  }
  await set('declined', 'Succeeded');
  assert.equal((await set('after', 'Succeeded')).status?.phase, 'Succeeded');
});

test('a workflow is resubmitted under a generated name', async () => {
  const spec = {
    entrypoint: 'main',
    arguments: { parameters: [{ name: 'p', value: '1' }] },
    templates: [{ name: 'main', suspend: {} }],
  };
  const metadata = { name: 'once', labels: { own: 'x' }, annotations: { note: 'y' } };
  await client.createWorkflow('argo', { metadata, spec });
  await assert.rejects(client.resubmitWorkflow('argo', 'once', { memoized: true }), {
    code: 'invalid_argument',
    message: 'workflow must be Failed/Error to resubmit in memoized mode',
  });
  await client.terminateWorkflow('argo', 'once');
  const twice = await client.resubmitWorkflow('argo', 'once', { memoized: true, parameters: ['p=2'] });
  assert.match(twice.metadata.name ?? '', /^once-.{5}$/);
  assert.deepEqual(
    [twice.metadata.labels, twice.metadata.annotations],
    [{ own: 'x', 'workflows.argoproj.io/resubmitted-from-workflow': 'once' }, { note: 'y' }],
  );
  assert.deepEqual(twice.spec.arguments?.parameters, [{ name: 'p', value: '2' }]);
  assert.equal(twice.spec.shutdown, undefined);
  await assert.rejects(client.resubmitWorkflow('argo', 'nobody'), { code: 'not_found' });
});

test('a workflow is suspended, its output supplied, and resumed', async () => {
  const approve = { name: 'm', valueFrom: { supplied: {} } };
  const spec = {
    entrypoint: 'main',
    suspend: true,
    templates: [{ name: 'main', suspend: {}, outputs: { parameters: [approve] } }],
  };
  await client.createWorkflow('argo', { metadata: { name: 'held' }, spec });
  await assert.rejects(client.resumeWorkflow('argo', 'held', { nodeFieldSelector: 'displayName=held' }), {
    code: 'invalid_argument',
  });
  const started = await client.resumeWorkflow('argo', 'held');
  assert.deepEqual([started.spec.suspend, started.status?.phase], [undefined, 'Running']);
  const held = await client.suspendWorkflow('argo', 'held');
  assert.equal(held.spec.suspend, true);
  const set = { nodeFieldSelector: 'displayName=held', outputParameters: { m: 'yes' }, message: 'seen' };
  const node = (await client.setWorkflow('argo', 'held', set)).status?.nodes?.held;
  assert.deepEqual(
    [node?.phase, node?.message, node?.outputs?.parameters],
    ['Running', 'seen', [{ name: 'm', value: 'yes' }]],
  );
  const done = await client.resumeWorkflow('argo', 'held');
  assert.deepEqual([done.status?.phase, done.status?.nodes?.held?.phase], ['Succeeded', 'Succeeded']);
  await assert.rejects(client.suspendWorkflow('argo', 'held'), {
    code: 'failed_precondition',
    message: 'cannot suspend completed workflows',
  });
});

test('a dry run and lint answer as the real thing, and leave nothing', async () => {
  const dry = await client.createWorkflow('dry', manifest({ generateName: 'dry-' }), { serverDryRun: true });
  assert.match(dry.metadata.name ?? '', /^dry-.{5}$/);
  const template = { ...(manifest({}) as { spec: object }) };
  template.spec = { ...template.spec, arguments: { parameters: [{ name: 'p' }] } };
  assert.equal((await client.lintWorkflow('dry', template)).spec.entrypoint, 'main');
  await assert.rejects(client.createWorkflow('dry', template), { code: 'invalid_argument' });
  assert.deepEqual((await client.listWorkflows('dry')).items, []);
});

test('a version that there never was: the watch says so', async () => {
  const watch = raw.watchWorkflows({
    namespace: 'argo',
    listOptions: { resourceVersion: '999999999' },
  } as never);
  const error = await new Promise<{ code?: number }>((resolve) => watch.on('error', resolve));
  assert.equal(error.code, status.OUT_OF_RANGE);
});

test('without a scheduler everything is accepted and read, and is carried out when there is one', async () => {
  await scheduler.stop();
  const created = await client.createWorkflow('argo', manifest({ name: 'patient' }));
  assert.equal((await client.getWorkflow('argo', 'patient')).metadata.uid, created.metadata.uid);
  assert.equal(phaseOf(await client.stopWorkflow('argo', 'patient')), '');
  await scheduler.start();
  for await (const { object } of client.watchWorkflows('argo', { fieldSelector: 'metadata.name=patient' })) {
    if (phaseOf(object) === 'Failed') break;
  }
});

test('a status service that is killed: reads wait for the next one, watches go on, nothing is missed', async () => {
  const told: string[] = [];
  const opened = Promise.withResolvers<void>();
  const watching = (async () => {
    const options = { fieldSelector: 'metadata.name!=x' };
    for await (const { type, object } of client.watchWorkflows('killed', options)) {
      told.push(`${type} ${object.metadata.name} ${phaseOf(object)}`);
      opened.resolve();
      if (told.filter((line) => line.endsWith('Succeeded')).length === 3) break;
    }
  })();
  const before = await client.createWorkflow('killed', manifest({ name: 'before' }));
  await opened.promise;
  await first.kill();
  const during = await client.createWorkflow('killed', manifest({ name: 'during' }));
  await run(before);
  await run(during);
  const read = client.getWorkflow('killed', 'during');
  await retryWithBackoff(
    { clock: systemClock, maxMs: 200, attempts: 100, isRetryable: () => true },
    async () =>
      assert.match(readinessProblems(api.checks).join(), /status: the status service cannot be reached/),
  );
  await second.start();
  assert.equal(phaseOf(await read), 'Succeeded');
  await run(await client.createWorkflow('killed', manifest({ name: 'after' })));
  await watching;
  for (const name of ['before', 'during', 'after']) {
    const lines = told.filter((line) => line.split(' ')[1] === name);
    assert.equal(lines[0]?.split(' ')[0], 'ADDED', name);
    assert.equal(lines.filter((line) => line.endsWith('Succeeded')).length, 1, name);
  }
});

test('an api that ends tells its watchers to go elsewhere, and takes no more', async () => {
  const watch = raw.watchWorkflows({ namespace: 'argo' } as never);
  watch.on('data', () => undefined);
  const ended = new Promise<{ code?: number }>((resolve) => watch.on('error', resolve));
  await new Promise((resolve) => watch.once('metadata', resolve));
  await Promise.all([api.stop(), api.stop()]);
  await api.done;
  assert.equal((await ended).code, status.UNAVAILABLE);
  await Promise.all([second.stop(), scheduler.stop()]);
});
