import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflow } from '@tiphys/engine/testing';
import type { LogChunk, WorkflowRef } from '@tiphys/event-log';
import type { CallOperation } from '@tiphys/event-log/memory';
import { ManualAgent } from './testing/manual-agent.ts';
import { World } from './testing/scheduler-world.ts';

const main = {
  name: 'main',
  dag: {
    tasks: [
      { name: 'a', template: 'leaf' },
      { name: 'b', template: 'leaf' },
    ],
  },
};
const EMPTY = { commands: 0, timers: 0, tasks: 0, cancels: 0, names: 0, assignments: 0, locks: 0 };

function printed(ref: WorkflowRef, nodeId: string): LogChunk {
  const attempt = { workflow: ref, nodeId, attempt: 0 };
  const what = { podName: 'pod', templateName: 'leaf', stream: 1 as const, offset: 0, at: 1, end: false };
  return { attempt, ...what, data: Buffer.from('hello\n') };
}

async function logLines(world: World, uid: string): Promise<number> {
  let count = 0;
  const options = { uid, follow: false };
  for await (const _ of world.broker.logs.read(options, new AbortController().signal)) count += 1;
  return count;
}

test('a claim is noted before it is granted, and the note goes with the workflow', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [main] }));
  world.script.calls.length = 0;
  await agent.claim('wf.a');
  assert.deepEqual(
    world.script.calls.filter((call) => /s1 (agents.assign|commands.reply)/.test(call)),
    ['s1 agents.assign', 's1 commands.reply'],
  );
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), [ref]);
  await agent.finish('wf.a');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), [ref], 'it may get more of it');
  await agent.run('wf.b');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), []);
});

test('what a step puts into a cache is there before the next one looks', async () => {
  const memoize = { key: 'k', cache: { configMap: { name: 'c' } } };
  const kept = { name: 'kept', memoize, container: { image: 'busybox', command: ['echo'] } };
  const steps = ['one', 'two'].map((name) => [{ name, template: 'kept' }]);
  const world = new World();
  world.scheduler('s1');
  world.script.on('s1', 'caches.save', () => ({ kind: 'delayed', delayMs: 5_000 }));
  const ref = await world.create(workflow({ templates: [{ name: 'main', steps }, kept] }));
  const agent = new ManualAgent(world);
  await agent.run('wf[0].one');
  await world.quiet();
  const { phase, nodes } = await world.state(ref.uid);
  assert.equal(phase, 'Succeeded');
  assert.equal([...nodes.values()].find(({ name }) => name === 'wf[1].two')?.memoization?.hit, true);
});

test('stop: what nobody holds is taken from the queue, what somebody holds is ordered to end', async () => {
  const world = new World();
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [main] }));
  const agent = new ManualAgent(world);
  await agent.claim('wf.a');
  agent.stop();
  const late = await world.create({ ...workflow({ templates: [main] }), metadata: { name: 'late' } });
  const waiting = world.broker.leftovers().tasks;
  assert.ok(waiting >= 2);
  await world.ask(late, { type: 'terminateWorkflow' });
  assert.equal(world.broker.leftovers().tasks, waiting - 2, "late's tasks are gone");
  assert.equal((await world.state(late.uid)).phase, 'Failed');
  await world.ask(ref, { type: 'stopWorkflow' });
  const second = new ManualAgent(world);
  await world.until('the order', () => second.cancels.length > 0);
  assert.deepEqual(second.cancelIds, [agent.attempt('wf.a').nodeId]);
});

test('a crash before an order to end has left: it leaves later', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [main] }));
  await agent.claim('wf.a');
  world.script.on('s1', 'cancels.publish', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const stopped = world.ask(ref, { type: 'stopWorkflow' });
  await world.until('the first dies', () => world.script.count('s1', 'cancels.publish') === 1);
  world.scheduler('s2');
  assert.equal((await stopped)?.rejection, undefined);
  await world.until('the order', () => agent.cancels.length > 0);
  assert.deepEqual(agent.cancelIds, [agent.attempt('wf.a').nodeId]);
});

test('a deletion ends what runs, and forgets everything; the name goes last', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [main] }));
  await agent.claim('wf.a');
  await world.broker.logs.append(printed(ref, agent.attempt('wf.a').nodeId));
  const timer = { id: 'timer-1', ref, command: { type: 'stopWorkflow' as const }, traceparent: '' };
  await world.broker.commands.schedule(ref, 'deadline', world.clock.now() + 3_600_000, timer);
  world.script.calls.length = 0;
  assert.equal((await world.ask(ref, { type: 'deleteWorkflow' }))?.rejection, undefined);
  await world.until('the order', () => agent.cancels.length > 0);
  await world.quiet();
  assert.equal(await logLines(world, ref.uid), 0);
  assert.deepEqual(world.broker.leftovers(), EMPTY);
  assert.equal((await world.history(ref.uid)).length, 1);
  const acts = world.script.calls.filter((call) =>
    /s1 (cancels.publish|tasks.revoke|agents.unassign|.*purge|names.release|commands.reply)/.test(call),
  );
  assert.deepEqual(acts.slice(2), [
    's1 agents.unassign',
    's1 commands.purgeTimers',
    's1 logs.purge',
    's1 history.purge',
    's1 names.release',
    's1 commands.reply',
  ]);
  const late = await agent.finish('wf.a');
  assert.equal(late?.rejection?.code, 'not_found');
});

test('a claim whose handling is slower than the deletion leaves no note, once its container is reported', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const slow = world.scheduler('slow');
  const ref = await world.create(workflow({ templates: [main] }));
  world.script.on('slow', 'agents.assign', () => ({ kind: 'delayed', delayMs: 4_000 }));
  const claimed = agent.claim('wf.a');
  await world.until('it is being noted', () => world.script.count('slow', 'agents.assign') === 1);
  void slow.stop();
  world.scheduler('s2');
  assert.equal((await world.ask(ref, { type: 'deleteWorkflow' }))?.rejection, undefined);
  assert.equal((await claimed)?.rejection, undefined);
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), [ref]);
  assert.equal((await agent.finish('wf.a'))?.rejection?.code, 'not_found');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), []);
});

const FORGETTING: CallOperation[] = [
  'cancels.publish',
  'agents.unassign',
  'commands.purgeTimers',
  'logs.purge',
  'history.purge',
  'names.release',
  'commands.ack',
];
for (const place of FORGETTING) {
  test(`a deletion that dies at ${place} is carried out by whoever comes next`, async () => {
    const world = new World();
    const agent = new ManualAgent(world);
    const first = world.scheduler('s1');
    const ref = await world.create(workflow({ templates: [main] }));
    await agent.claim('wf.a');
    await world.broker.logs.append(printed(ref, agent.attempt('wf.a').nodeId));
    world.script.on('s1', place, () => {
      first.kill();
      return { kind: 'lost', afterMs: 1 };
    });
    const deleted = world.ask(ref, { type: 'deleteWorkflow' });
    await world.until(
      'the first dies',
      () => first.connection !== undefined && world.script.count('s1', place) > 0,
    );
    world.scheduler('s2');
    assert.equal((await deleted)?.rejection, undefined);
    await world.until('the order to end', () => agent.cancels.length > 0);
    await world.quiet();
    assert.deepEqual(world.broker.leftovers(), EMPTY);
    assert.equal(await logLines(world, ref.uid), 0);
    const left = await world.history(ref.uid);
    assert.deepEqual(
      left.map(({ transition }) => transition.events.at(-1)?.type),
      ['workflowDeleted'],
    );
  });
}
