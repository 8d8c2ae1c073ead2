import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowRef } from '@tiphys/event-log';
import type { Synchronization, Workflow, WorkflowSpec } from '@tiphys/spec';
import { World } from '../testing/scheduler-world.ts';

const MUTEX: Synchronization = { mutexes: [{ name: 'm' }] };
const SEMAPHORE: Synchronization = { semaphores: [{ configMapKeyRef: { name: 'limits', key: 'k' } }] };

function manifest(
  name: string,
  synchronization: Synchronization,
  spec: Partial<WorkflowSpec> = {},
): Workflow {
  const template = { name: 'main', container: { image: 'busybox', command: ['true'] } };
  return {
    metadata: { name },
    spec: { entrypoint: 'main', templates: [{ ...template, synchronization }], ...spec },
  };
}

async function run(world: World, ref: WorkflowRef): Promise<void> {
  const held = { nodeId: ref.name, attempt: 0, agentId: 'a', hostName: 'h' };
  await world.ask(ref, { type: 'claimAttempt', ...held });
  await world.ask(ref, { type: 'finishAttempt', ...held, outcome: { phase: 'Succeeded' } });
  await world.quiet();
}

async function running(world: World, refs: WorkflowRef[]): Promise<string[]> {
  const names: string[] = [];
  for (const { uid, name } of refs) if ((await world.state(uid)).attempts.size > 0) names.push(name);
  return names;
}

async function limit(world: World, value: string | undefined): Promise<void> {
  const key = { kind: 'ConfigMap', namespace: 'default', name: 'limits' } as const;
  const body = JSON.stringify({ metadata: { name: 'limits' }, data: { k: value } });
  const before = await world.resources.get(key);
  if (before === undefined) await world.resources.create(key, body);
  else await world.resources.update(key, body, before.revision);
  await world.pass(100);
}

async function several(
  world: World,
  count: number,
  synchronization: Synchronization,
): Promise<WorkflowRef[]> {
  const refs: WorkflowRef[] = [];
  for (let index = 0; index < count; index += 1) {
    refs.push(await world.create(manifest(`wf-${index}`, synchronization)));
    await world.pass(1);
  }
  return refs;
}

test('one after the other, in the order of their age', async () => {
  const world = new World();
  world.scheduler('s1');
  const refs = await several(world, 3, MUTEX);
  assert.deepEqual(await running(world, refs), ['wf-0']);
  const waiting = await world.state('uid-wf-1');
  assert.equal(waiting.nodes.get('wf-1')?.message, 'Waiting for default/Mutex/m lock. Lock status: 0/1');
  assert.deepEqual(waiting.locks.get('wf-1')?.waiting?.holders, [
    { lock: 'default/Mutex/m', holders: ['default/wf-0/wf-0'] },
  ]);
  for (const [index, ref] of refs.entries()) {
    assert.deepEqual(await running(world, refs), [`wf-${index}`]);
    await run(world, ref);
  }
  assert.equal(world.broker.leftovers().locks, 0);
});

test('the one with the higher priority first', async () => {
  const world = new World();
  world.scheduler('s1');
  const first = await world.create(manifest('first', MUTEX));
  const low = await world.create(manifest('low', MUTEX));
  const high = await world.create(manifest('high', MUTEX, { priority: 1 }));
  await run(world, first);
  assert.deepEqual(await running(world, [first, low, high]), ['high']);
});

test('as many as the limit says, and as a changed limit says', async () => {
  const world = new World();
  world.scheduler('s1');
  await limit(world, '2');
  const refs = await several(world, 5, SEMAPHORE);
  assert.deepEqual(await running(world, refs), ['wf-0', 'wf-1']);
  await limit(world, '3');
  await world.pass(6_000);
  assert.deepEqual(await running(world, refs), ['wf-0', 'wf-1', 'wf-2']);
  await limit(world, '1');
  await run(world, refs[0] as WorkflowRef);
  await run(world, refs[1] as WorkflowRef);
  assert.deepEqual(await running(world, refs), ['wf-2'], 'what is held stays held');
  await run(world, refs[2] as WorkflowRef);
  assert.deepEqual(await running(world, refs), ['wf-3']);
});

test('a semaphore without a limit is an Error of the node', async () => {
  const world = new World();
  world.scheduler('s1');
  for (const [index, value] of [undefined, 'many', '0'].entries()) {
    if (value !== undefined) await limit(world, value);
    const { uid, name } = await world.create(manifest(`wf-${index}`, SEMAPHORE));
    const node = (await world.state(uid)).nodes.get(name);
    assert.equal(node?.phase, 'Error');
    assert.equal(node?.message, 'failed to initialize semaphore default/ConfigMap/limits/k with limit');
  }
  assert.equal(world.broker.leftovers().locks, 0);
});

test('several locks are had all at once, and nobody who waits for one holds another', async () => {
  const world = new World();
  world.scheduler('s1');
  const a = await world.create(manifest('a', { mutexes: [{ name: 'a' }] }));
  const both = await world.create(manifest('both', { mutexes: [{ name: 'b' }, { name: 'a' }] }));
  const [, b] = await world.settle(world.broker.locks.read(['default/Mutex/a', 'default/Mutex/b']));
  assert.deepEqual(b?.record.holders, []);
  assert.deepEqual(await running(world, [a, both]), ['a']);
  await run(world, a);
  assert.deepEqual(await running(world, [a, both]), ['both']);
  await run(world, both);
  assert.equal(world.broker.leftovers().locks, 0);
});

for (const type of ['terminateWorkflow', 'deleteWorkflow'] as const) {
  test(`${type}: of whoever waits, and of whoever holds, nothing is left`, async () => {
    const world = new World();
    world.scheduler('s1');
    const [holder, waiter, next] = (await several(world, 3, MUTEX)) as [
      WorkflowRef,
      WorkflowRef,
      WorkflowRef,
    ];
    await world.ask(waiter, { type });
    await world.ask(holder, { type });
    await world.quiet();
    assert.deepEqual(await running(world, [next]), ['wf-2']);
    await run(world, next);
    assert.equal(world.broker.leftovers().locks, 0);
  });
}

for (const operation of ['locks.write', 'commands.publish'] as const) {
  for (const strikes of [1, 2, 3]) {
    test(`a scheduler dies at ${operation} number ${strikes}: everybody has the lock in turn`, async () => {
      const world = new World();
      const first = world.scheduler('s1');
      let left = strikes;
      world.script.on('s1', operation, () => {
        left -= 1;
        if (left > 0) return { kind: 'none' };
        first.kill();
        return { kind: 'answerLost', afterMs: 1 };
      });
      const submitted: WorkflowRef[] = [];
      for (let index = 0; index < 3; index += 1)
        submitted.push(await world.submit(manifest(`wf-${index}`, MUTEX)));
      await world.pass(1_000);
      world.scheduler('s2');
      const done = new Set<string>();
      for (let round = 0; round < 3; round += 1) {
        await world.pass(60_000);
        await world.quiet();
        const names = await running(world, submitted);
        assert.equal(names.length, 1, 'one at a time');
        const ref = submitted.find(({ name }) => name === names[0]);
        assert.ok(ref);
        await run(world, ref);
        done.add(ref.name);
      }
      assert.equal(done.size, 3);
      await world.pass(60_000);
      assert.equal(world.broker.leftovers().locks, 0);
    });
  }
}

test('a grant that nobody heard of is told again', async () => {
  const world = new World();
  world.scheduler('s1');
  const [holder, waiter] = (await several(world, 2, MUTEX)) as [WorkflowRef, WorkflowRef];
  world.script.on('s1', 'commands.publish', () => ({ kind: 'lost', afterMs: 1 }));
  const held = { nodeId: holder.name, attempt: 0, agentId: 'a', hostName: 'h' };
  await world.ask(holder, { type: 'claimAttempt', ...held });
  await world.ask(holder, { type: 'finishAttempt', ...held, outcome: { phase: 'Succeeded' } });
  await world.pass(120_000);
  assert.deepEqual(await running(world, [waiter]), ['wf-1']);
});

test('limits of workflows: who comes later is Pending, and starts when there is a place', async () => {
  const world = new World();
  world.scheduler('s1', { parallelism: 2, namespaceParallelism: 1 });
  const refs = await several(world, 3, { mutexes: [] });
  assert.deepEqual(await running(world, refs), ['wf-0']);
  const pending = await world.state('uid-wf-1');
  assert.equal(pending.phase, 'Pending');
  assert.equal(
    pending.message,
    'Workflow processing has been postponed because too many workflows are already running',
  );
  for (const ref of refs) await run(world, ref);
  assert.equal(world.broker.leftovers().locks, 0);
});

test('a workflow that holds its own lock keeps it until it has finished', async () => {
  const world = new World();
  world.scheduler('s1');
  const whole = (name: string): Workflow => {
    const { metadata, spec } = manifest(name, { mutexes: [] });
    return { metadata, spec: { ...spec, synchronization: MUTEX, onExit: 'main' } };
  };
  const first = await world.create(whole('first'));
  const second = await world.create(whole('second'));
  assert.equal((await world.state(second.uid)).phase, 'Pending');
  await run(world, first);
  assert.equal((await world.state(second.uid)).phase, 'Pending', 'the handler still runs');
  const handler = [...(await world.state(first.uid)).attempts.keys()][0] ?? '';
  const held = { nodeId: handler, attempt: 0, agentId: 'a', hostName: 'h' };
  await world.ask(first, { type: 'claimAttempt', ...held });
  await world.ask(first, { type: 'finishAttempt', ...held, outcome: { phase: 'Succeeded' } });
  await world.quiet();
  assert.equal((await world.state(second.uid)).phase, 'Running');
});
