import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import type { Workflow as WorkflowManifest } from '@tiphys/spec';
import {
  type WatchWorkflowsRequest,
  type WorkflowWatchEvent,
  workflowListToMessage,
  workflowToMessage,
} from '@tiphys/wire/argo';
import { startRelay } from './testing/relay.ts';
import { clientAt, failure, noWorkflows, serve, told } from './testing/scripted-server.ts';
import type { WatchEvent } from './workflow-requests.ts';

type WatchCall = ServerWritableStream<WatchWorkflowsRequest, WorkflowWatchEvent>;

/** What a server says on each opening of a watch, one after the other; the versions asked for are kept. */
class ScriptedWatch {
  readonly versions: string[] = [];
  readonly #script: ((call: WatchCall) => void)[];

  constructor(...script: ((call: WatchCall) => void)[]) {
    this.#script = script;
  }

  readonly handler = (call: WatchCall): void => {
    this.versions.push(call.request.listOptions?.resourceVersion ?? '');
    const part = this.#script[this.versions.length - 1];
    if (part === undefined) call.emit('error', failure(status.INTERNAL, 'script is over'));
    else part(call);
  };
}

function say(call: WatchCall, type: WatchEvent<WorkflowManifest>['type'], object: WorkflowManifest): void {
  call.write({ type, object: workflowToMessage(object) });
}

/** Until the script of the server is over. */
async function collect(events: AsyncIterable<WatchEvent<WorkflowManifest>>): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const { type, object } of events) {
      seen.push(`${type} ${object.metadata.name} ${object.metadata.resourceVersion}`);
    }
  } catch (error) {
    assert.equal((error as Error).message, 'script is over');
  }
  return seen;
}

test('a watch tells what is there, in pages, then what changes, and goes on where it was cut', async () => {
  const pages: string[] = [];
  const listWorkflows: handleUnaryCall<never, never> = ({ request }, callback) => {
    const { listOptions } = request as { listOptions: { continue?: string } };
    pages.push(listOptions.continue ?? '');
    const page =
      listOptions.continue === 'second'
        ? { metadata: { resourceVersion: '8' }, items: [told('a', '7')] }
        : { metadata: { resourceVersion: '6', continue: 'second' }, items: [told('b', '5')] };
    callback(null, workflowListToMessage(page) as never);
  };
  const watch = new ScriptedWatch(
    (call) => {
      // The second page had this already.
      say(call, 'MODIFIED', told('a', '7'));
      say(call, 'MODIFIED', told('b', '8'));
      say(call, 'ADDED', told('c', '9'));
      call.emit('error', failure(status.UNAVAILABLE, 'the server stops'));
    },
    (call) => {
      // As a server does that counts from the version asked for, and repeats it.
      say(call, 'MODIFIED', told('c', '9'));
      say(call, 'DELETED', told('b', '10'));
      call.end();
    },
    (call) => {
      say(call, 'DELETED', told('b', '10'));
      say(call, 'DELETED', told('never-told', '11'));
      say(call, 'MODIFIED', told('c', '12', 'Succeeded'));
      call.emit('error', failure(status.RESOURCE_EXHAUSTED, 'EOF'));
    },
  );
  const { port } = await serve({ listWorkflows, watchWorkflows: watch.handler });
  assert.deepEqual(await collect(clientAt(port).watchWorkflows('default', { labelSelector: 'x=y' })), [
    'ADDED b 5',
    'ADDED a 7',
    'MODIFIED b 8',
    'ADDED c 9',
    'DELETED b 10',
    'MODIFIED c 12',
  ]);
  assert.deepEqual(pages, ['', 'second']);
  assert.deepEqual(watch.versions, ['6', '9', '10', '12']);
});

test('a watch from a version lists nothing, and passes on what it is told', async () => {
  const watch = new ScriptedWatch(
    (call) => {
      say(call, 'MODIFIED', told('a', '21'));
      say(call, 'DELETED', told('b', '22'));
      call.end();
    },
    (call) => {
      say(call, 'DELETED', told('b', '22'));
      say(call, 'ADDED', told('c', '23'));
      call.end();
    },
  );
  const { port } = await serve({ watchWorkflows: watch.handler });
  assert.deepEqual(await collect(clientAt(port).watchWorkflows('default', { resourceVersion: '20' })), [
    'MODIFIED a 21',
    'DELETED b 22',
    'ADDED c 23',
  ]);
  assert.deepEqual(watch.versions, ['20', '22', '23']);
});

test('a watch outlives its server', async () => {
  const first = new ScriptedWatch((call) => say(call, 'ADDED', told('a', '2')));
  const second = new ScriptedWatch((call) => say(call, 'MODIFIED', told('a', '3', 'Succeeded')));
  const relay = await startRelay();
  const before = await serve({ listWorkflows: noWorkflows('1'), watchWorkflows: first.handler });
  relay.to(before.port);
  const events = clientAt(relay.port).watchWorkflows('default');
  assert.equal((await events.next()).value?.object.metadata.resourceVersion, '2');
  relay.to(undefined);
  before.server.forceShutdown();
  const next = events.next();
  const behind = await serve({ listWorkflows: noWorkflows('1'), watchWorkflows: second.handler });
  relay.to(behind.port);
  assert.equal((await next).value?.object.metadata.resourceVersion, '3');
  assert.deepEqual(second.versions, ['2']);
  await events.return(undefined);
});

test('a watch that is refused says so, and is not tried again', async () => {
  let opened = 0;
  const watchWorkflows: handleServerStreamingCall<never, never> = (call) => {
    opened += 1;
    call.emit('error', failure(status.INVALID_ARGUMENT, 'no such selector'));
  };
  const { port } = await serve({ listWorkflows: noWorkflows('1'), watchWorkflows });
  const watching = clientAt(port).watchWorkflows('default').next();
  await assert.rejects(watching, { code: 'invalid_argument', message: 'no such selector' });
  assert.equal(opened, 1);
});

test('a server that was never there is unavailable at once', async () => {
  const { port } = await startRelay();
  await assert.rejects(clientAt(port).watchWorkflows('default').next(), { code: 'unavailable' });
  await assert.rejects(clientAt(port).watchWorkflows('default', { resourceVersion: '5' }).next(), {
    code: 'unavailable',
  });
});
