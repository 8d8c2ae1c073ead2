import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getWorkflow, workflowRef } from './get-workflow.ts';
import { manifest, refOf, World } from './testing/api-world.ts';

const missing = { code: 'not_found', message: 'workflows.argoproj.io "wf" not found' };

test('what was accepted is read, before any scheduler has seen it', async () => {
  const world = new World();
  const accepted = await world.create();
  assert.deepEqual(await world.settle(getWorkflow(world.ports, 'argo', 'wf')), accepted);
  assert.deepEqual(await getWorkflow(world.ports, 'argo', 'wf', accepted.metadata.uid), accepted);
});

test('decided and not yet projected: the read waits for the projection', async () => {
  const world = new World();
  await world.create();
  world.status.hold();
  world.scheduler.start();
  await world.pass(1);
  assert.equal(world.broker.leftovers().commands, 0);
  let answered = false;
  const read = getWorkflow(world.ports, 'argo', 'wf').finally(() => {
    answered = true;
  });
  await world.pass(10_000);
  assert.equal(answered, false);
  await world.status.goOn();
  const { status } = await world.settle(read);
  assert.equal(status?.phase, 'Running');
});

test('projected: with its tree, by name, by uid, and as the newest', async () => {
  const world = new World();
  await world.running('older');
  const { metadata } = await world.running();
  for (const read of [
    getWorkflow(world.ports, 'argo', 'wf'),
    getWorkflow(world.ports, 'argo', 'wf', metadata.uid),
    getWorkflow(world.ports, '', '', metadata.uid),
    getWorkflow(world.ports, 'argo', '@latest'),
  ]) {
    const workflow = await world.settle(read);
    assert.equal(workflow.metadata.uid, metadata.uid);
    assert.deepEqual(Object.keys(workflow.status?.nodes ?? {}), ['wf']);
  }
});

test('what never was, and what was deleted, is not found', async () => {
  const world = new World();
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf')), missing);
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf', 'no-such-uid')), missing);
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', '@latest')), {
    code: 'not_found',
    message: 'no workflows found',
  });
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', '')), { code: 'invalid_argument' });
  const workflow = await world.running();
  await world.delete(workflow);
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf')), missing);
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf', workflow.metadata.uid)), missing);
});

test('a uid with the name or the namespace of another workflow is not found', async () => {
  const world = new World();
  const { metadata } = await world.running();
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'other', metadata.uid)), {
    code: 'not_found',
  });
  await assert.rejects(world.settle(getWorkflow(world.ports, 'elsewhere', 'wf', metadata.uid)), missing);
});

test('a command is about whichever has the name now, or the newest', async () => {
  const world = new World();
  const first = await world.running();
  assert.deepEqual(await world.settle(workflowRef(world.ports, 'argo', 'wf')), refOf(first));
  await world.delete(first);
  const second = await world.running();
  assert.deepEqual(await world.settle(workflowRef(world.ports, 'argo', 'wf')), refOf(second));
  const third = await world.create(manifest({ name: 'third' }));
  await world.projected();
  assert.deepEqual(await world.settle(workflowRef(world.ports, 'argo', '@latest')), refOf(third));
  await assert.rejects(world.settle(workflowRef(world.ports, 'argo', 'none')), { code: 'not_found' });
  await assert.rejects(world.settle(workflowRef(world.ports, 'argo', '')), { code: 'invalid_argument' });
});
