import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getWorkflow } from './get-workflow.ts';
import { deleteWorkflow, shutdownWorkflow } from './shutdown-workflow.ts';
import { World } from './testing/api-world.ts';

const KINDS = ['stopWorkflow', 'terminateWorkflow'] as const;

for (const kind of KINDS) {
  const shutdown = (world: World, name = 'wf') =>
    world.settle(shutdownWorkflow(world.ports, kind, 'argo', name, ''));

  test(`${kind}: answered with what came of it, however far the projection is`, async () => {
    const world = new World();
    await world.running();
    world.status.hold();
    const asked = shutdownWorkflow(world.ports, kind, 'argo', 'wf', '');
    await world.pass(1_000);
    await world.status.goOn();
    const { spec, status } = await world.settle(asked);
    assert.deepEqual(
      [spec.shutdown, status?.phase],
      [kind === 'stopWorkflow' ? 'Stop' : 'Terminate', 'Failed'],
    );
  });

  test(`${kind}: the same wish again is fulfilled, of an ended workflow it is refused`, async () => {
    const world = new World();
    const workflow = await world.running();
    await shutdown(world);
    await assert.rejects(shutdown(world), {
      code: 'failed_precondition',
      message: 'cannot shutdown a completed workflow',
    });
    await world.delete(workflow);
    await assert.rejects(shutdown(world), { code: 'not_found' });
    await assert.rejects(shutdown(world, 'never'), { code: 'not_found' });
  });

  test(`${kind}: without a scheduler it is ordered all the same, and comes`, async () => {
    const world = new World();
    const workflow = await world.create();
    const before = world.clock.now();
    const answer = await shutdown(world);
    assert.equal(world.clock.now() - before, 5_000);
    assert.deepEqual(answer, workflow, 'as it is now');
    world.scheduler.start();
    await world.projected();
    const { status } = await getWorkflow(world.ports, 'argo', 'wf');
    assert.equal(status?.phase, 'Failed');
  });
}

test('a shutdown that is under way already is no error', async () => {
  const world = new World();
  const workflow = await world.running();
  await world.claim(workflow);
  const stop = () => world.settle(shutdownWorkflow(world.ports, 'stopWorkflow', 'argo', 'wf', ''));
  assert.equal((await stop()).status?.phase, 'Running');
  assert.equal((await stop()).spec.shutdown, 'Stop');
  const harder = await world.settle(shutdownWorkflow(world.ports, 'terminateWorkflow', 'argo', 'wf', ''));
  assert.equal(harder.spec.shutdown, 'Terminate');
});

test('the newest workflow is @latest here too', async () => {
  const world = new World();
  await world.running('older');
  await world.running('newer');
  const { metadata } = await world.settle(
    shutdownWorkflow(world.ports, 'stopWorkflow', 'argo', '@latest', ''),
  );
  assert.equal(metadata.name, 'newer');
});

test('a deletion that is answered is seen by every read, and frees the name', async () => {
  const world = new World();
  await world.running();
  world.status.hold();
  let answered = false;
  const deleted = deleteWorkflow(world.ports, 'argo', 'wf', '').finally(() => {
    answered = true;
  });
  await world.pass(1_000);
  assert.equal(answered, false);
  assert.ok((await world.status.get({ namespace: 'argo', name: 'wf' }, 0)) !== undefined);
  await world.status.goOn();
  await world.settle(deleted);
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf')), { code: 'not_found' });
  await assert.rejects(world.settle(deleteWorkflow(world.ports, 'argo', 'wf', '')), { code: 'not_found' });
  await world.create();
});

test('a deletion without a scheduler is ordered, and comes', async () => {
  const world = new World();
  await world.create();
  await world.settle(deleteWorkflow(world.ports, 'argo', 'wf', ''));
  world.scheduler.start();
  await world.projected();
  await assert.rejects(world.settle(getWorkflow(world.ports, 'argo', 'wf')), { code: 'not_found' });
});
