import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type handleServerStreamingCall, type handleUnaryCall, type Metadata, status } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus } from '@tiphys/wire';
import { workflowFromMessage, workflowListToMessage, workflowToMessage } from '@tiphys/wire/argo';
import { ClientError } from './client-error.ts';
import { startRelay } from './testing/relay.ts';
import { clientAt, failure, noWorkflows, serve, told } from './testing/scripted-server.ts';

test('a manifest goes there as JSON and comes back so, with the token', async () => {
  const seen: { namespace: string | undefined; manifest: unknown; token: unknown; dryRun: unknown }[] = [];
  const createWorkflow: handleUnaryCall<never, never> = ({ request, metadata }, callback) => {
    const { namespace, workflow, serverDryRun, createOptions } = request as {
      namespace?: string;
      workflow: never;
      serverDryRun?: boolean;
      createOptions?: { dryRun: string[] };
    };
    const manifest = workflowFromMessage(workflow);
    seen.push({
      namespace,
      manifest,
      token: (metadata as Metadata).get('authorization'),
      dryRun: serverDryRun ?? createOptions?.dryRun,
    });
    callback(null, workflowToMessage({ ...manifest, metadata: { name: 'wf-x', uid: 'uid-1' } }) as never);
  };
  const { port } = await serve({ createWorkflow });
  const client = clientAt(port, { token: 'Bearer abc' });
  const manifest = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: { generateName: 'wf-' },
    spec: {},
  };
  const created = await client.createWorkflow('default', manifest);
  assert.deepEqual(created.metadata, { name: 'wf-x', uid: 'uid-1' });
  await client.createWorkflow('other', manifest, { dryRun: true });
  await client.createWorkflow('other', manifest, { serverDryRun: true });
  const expected = {
    metadata: { generateName: 'wf-' },
    spec: { arguments: {} },
    status: { startedAt: null, finishedAt: null },
  };
  assert.deepEqual(seen, [
    { namespace: 'default', manifest: expected, token: ['Bearer abc'], dryRun: undefined },
    { namespace: 'other', manifest: expected, token: ['Bearer abc'], dryRun: ['All'] },
    { namespace: 'other', manifest: expected, token: ['Bearer abc'], dryRun: true },
  ]);
});

test('a field that Argo does not have is refused before it is sent, by its path', async () => {
  const client = clientAt(1);
  const manifest = { spec: { templates: [{ contianer: {} }] } };
  for (const call of [client.createWorkflow('default', manifest), client.lintWorkflow('default', manifest)]) {
    await assert.rejects(call, {
      name: 'ClientError',
      code: 'invalid_argument',
      message: 'spec.templates[0].contianer: unknown field',
    });
  }
});

test("a refusal has the server's code and words", async () => {
  const getWorkflow: handleUnaryCall<never, never> = (_call, callback) =>
    callback(failure(status.NOT_FOUND, 'workflows.argoproj.io "x" not found'));
  const { port } = await serve({ getWorkflow });
  await assert.rejects(clientAt(port).getWorkflow('default', 'x'), (error) => {
    assert.ok(error instanceof ClientError);
    assert.equal(error.code, 'not_found');
    assert.equal(error.message, 'workflows.argoproj.io "x" not found');
    assert.equal(error.retryable, false);
    assert.equal((error.cause as { code: number }).code, status.NOT_FOUND);
    return true;
  });
});

test('a server that is not there is unavailable, one that says nothing runs into the deadline', async () => {
  const { port } = await serve({ getVersion: () => undefined });
  await assert.rejects(clientAt(port, { deadlineMs: 300 }).getVersion(), { code: 'deadline_exceeded' });
  const relay = await startRelay();
  await assert.rejects(clientAt(relay.port).getVersion(), { code: 'unavailable', retryable: true });
});

test('a server that has come back is found by a new client at once', async () => {
  const relay = await startRelay();
  await assert.rejects(clientAt(relay.port).getVersion(), { code: 'unavailable' });
  const getVersion: handleUnaryCall<never, never> = (_call, callback) =>
    callback(null, { version: 'v1' } as never);
  relay.to((await serve({ getVersion })).port);
  assert.equal((await clientAt(relay.port).getVersion()).version, 'v1');
});

test('stop, terminate, delete, list and version', async () => {
  const calls: [string, unknown][] = [];
  const answering =
    (name: string, answer: object): handleUnaryCall<never, never> =>
    ({ request }, callback) => {
      const { _unknownFields, ...rest } = request as Record<string, unknown>;
      calls.push([name, JSON.parse(JSON.stringify(rest))]);
      callback(null, answer as never);
    };
  const workflow = workflowToMessage(told('a', '1'));
  const list = workflowListToMessage({
    metadata: { continue: 'next', remainingItemCount: 3, resourceVersion: '9' },
    items: [told('a', '1')],
  });
  const { port } = await serve({
    stopWorkflow: answering('stop', workflow),
    terminateWorkflow: answering('terminate', workflow),
    deleteWorkflow: answering('delete', {}),
    listWorkflows: answering('list', list),
    getVersion: answering('version', { version: 'v4.1.2' }),
  });
  const client = clientAt(port);
  assert.deepEqual(await client.stopWorkflow('default', 'a', { message: 'enough' }), told('a', '1'));
  assert.deepEqual(await client.terminateWorkflow('default', 'a'), told('a', '1'));
  await client.deleteWorkflow('default', 'a', { force: true });
  const page = await client.listWorkflows('', {
    labelSelector: 'a=b',
    limit: 1,
    fields: '-items.status.nodes',
  });
  assert.deepEqual(page, { items: [told('a', '1')], continue: 'next', remaining: 3, resourceVersion: '9' });
  assert.equal((await client.getVersion()).version, 'v4.1.2');
  const [, , , [, listed]] = calls as [unknown, unknown, unknown, [string, Record<string, unknown>], unknown];
  assert.deepEqual(
    calls.map(([name]) => name),
    ['stop', 'terminate', 'delete', 'list', 'version'],
  );
  assert.deepEqual(calls[0]?.[1], { namespace: 'default', name: 'a', message: 'enough' });
  assert.equal(listed.fields, '-items.status.nodes');
  assert.equal((listed.listOptions as { labelSelector: string }).labelSelector, 'a=b');
});

test('log lines come as they are; leaving off ends the call at the server', async () => {
  const cancelled = Promise.withResolvers<void>();
  const requests: unknown[] = [];
  const workflowLogs: handleServerStreamingCall<never, never> = (call) => {
    requests.push(call.request);
    call.on('cancelled', cancelled.resolve);
    call.write({ podName: 'p', content: 'one' } as never);
    call.write({ podName: 'p', content: '' } as never);
  };
  const { port } = await serve({ workflowLogs });
  const lines: unknown[] = [];
  const options = { follow: true, tailLines: 5, sinceTime: '2026-11-24T04:50:04Z', podName: 'p' };
  for await (const entry of clientAt(port).workflowLogs('default', 'a', options)) {
    lines.push(entry);
    if (lines.length === 2) break;
  }
  assert.deepEqual(lines, [
    { podName: 'p', content: 'one' },
    { podName: 'p', content: '' },
  ]);
  await cancelled.promise;
  const { logOptions } = requests[0] as { logOptions: Record<string, unknown> };
  assert.equal(logOptions.container, 'main');
  assert.equal(logOptions.tailLines, 5);
  assert.equal(
    (logOptions.sinceTime as { seconds: number }).seconds,
    Date.UTC(2026, 10, 24, 4, 50, 4) / 1000,
  );
});

test('a stream ends quietly by its signal', async () => {
  const { port } = await serve({
    workflowLogs: () => undefined,
    listWorkflows: noWorkflows('1'),
    watchWorkflows: () => undefined,
  });
  const client = clientAt(port);
  for (const open of [
    client.workflowLogs.bind(client, 'default', 'a', {}),
    client.watchWorkflows.bind(client, '', {}),
  ]) {
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of open(abort.signal)) assert.fail('nothing is said');
    })();
    setImmediate(() => abort.abort());
    await reading;
  }
});

test('waiting for a server: until it is there and serves', async () => {
  let asked = 0;
  const { SERVING, NOT_SERVING } = HealthCheckResponse_ServingStatus;
  const check: handleUnaryCall<never, never> = (_call, callback) => {
    asked += 1;
    callback(null, { status: asked < 3 ? NOT_SERVING : SERVING } as never);
  };
  const relay = await startRelay();
  const waiting = clientAt(relay.port).waitForServer(120_000);
  relay.to((await serve({ check })).port);
  await waiting;
  assert.equal(asked, 3);
});

test('waiting for a server that is not ready ends, and says why', async () => {
  const check: handleUnaryCall<never, never> = (_call, callback) =>
    callback(null, { status: HealthCheckResponse_ServingStatus.NOT_SERVING } as never);
  const { port } = await serve({ check });
  const client = clientAt(port);
  await assert.rejects(client.waitForServer(3_000), {
    code: 'deadline_exceeded',
    message: /it says that it is not ready/,
  });
  await assert.rejects(client.waitForServer(60_000, AbortSignal.abort()), { code: 'cancelled' });
});

test('a server without a health service that answers is there', async () => {
  const { port } = await serve({ getVersion: () => undefined });
  await clientAt(port).waitForServer(60_000);
});
