import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryServer, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { retry } from './again.ts';
import { resume, setNode, suspend } from './suspension.ts';

function world() {
  const server = new MemoryServer();
  server.put(workflowIn('w', 'Running'));
  return { server, session: memorySession({ server }) };
}

test('suspend and resume say what they did, as argo does', async () => {
  const { server, session } = world();
  assert.equal(await suspend(session, ['w']), 0);
  assert.equal(await resume(session, ['w'], { nodeFieldSelector: 'displayName=a' }), 0);
  assert.equal(await resume(session, ['w'], {}), 0);
  assert.equal(session.printed(), 'workflow w suspended\nworkflow w resumed\nworkflow w resumed\n');
  assert.deepEqual(server.calls, [
    'suspend w',
    'resume w {"nodeFieldSelector":"displayName=a"}',
    'resume w {}',
  ]);
  await assert.rejects(resume(session, ['nobody'], {}), {
    code: 'failed',
    message: 'failed to resume nobody: workflows.argoproj.io "nobody" not found',
  });
  await assert.rejects(resume(session, [], {}), { code: 'usage' });
  await assert.rejects(resume(session, ['w'], { nodeFieldSelector: 'a' }), { code: 'usage' });
});

test('node set sends what it is given', async () => {
  const { server, session } = world();
  const flags = {
    nodeFieldSelector: 'displayName=a',
    phase: 'Succeeded',
    message: 'm',
    outputParameter: ['x=1', 'y="a\\nb"', 'z="'],
  };
  assert.equal(await setNode(session, 'set', 'w', flags), 0);
  assert.equal(session.printed(), 'workflow values set\n');
  const sent = JSON.parse((server.calls[0] ?? '').slice('set w '.length));
  assert.deepEqual(sent.outputParameters, { x: '1', y: 'a\nb', z: '"' });
  await assert.rejects(setNode(session, 'get', 'w', flags), {
    code: 'usage',
    message: "unknown action 'get'",
  });
  await assert.rejects(setNode(session, 'set', 'w', { outputParameter: ['x'] }), { code: 'usage' });
});

test('retry sends its options, prints the workflow, and follows one', async () => {
  const { server, session } = world();
  server.put(workflowIn('v', 'Running'));
  const flags = { parameter: ['a=b'], restartSuccessful: true, nodeFieldSelector: 'id=5' };
  assert.equal(await retry(session, ['w', 'w', 'v'], { ...flags, output: 'name' }), 0);
  assert.equal(session.printed(), 'w\nv\n');
  const sent = '{"restartSuccessful":true,"nodeFieldSelector":"id=5","parameters":["a=b"]}';
  assert.deepEqual(server.calls, [`retry w ${sent}`, `retry v ${sent}`]);
  server.watches.set('w', [[{ type: 'ADDED', object: workflowIn('w', 'Failed') }]]);
  assert.equal(await retry(session, ['w'], { wait: true, output: 'name' }), 1);
  await assert.rejects(retry(session, [], {}), { code: 'usage' });
});
