import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttemptOutcome } from '@tiphys/engine';
import { leaf, workflow } from '@tiphys/engine/testing';
import type { Template } from '@tiphys/spec';
import { ManualAgent } from './testing/manual-agent.ts';
import { World } from './testing/scheduler-world.ts';

const FAILED: AttemptOutcome = { phase: 'Failed', message: 'main: Error (exit code 1)' };
/** Fails, and is tried again half a minute later. */
const main: Template = {
  ...leaf,
  name: 'main',
  retryStrategy: { limit: '2', backoff: { duration: '30s' } },
};

/** A workflow that waits for its second try. */
async function waiting(world: World, agent: ManualAgent) {
  const ref = await world.create(workflow({ templates: [main] }));
  await agent.claim('wf(0)');
  await agent.finish('wf(0)', FAILED);
  await world.quiet();
  return ref;
}

test('a timer is kept by the broker, and what waits for it goes on when its time has come', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  const ref = await waiting(world, agent);
  const begun = world.clock.now();
  assert.equal(world.broker.leftovers().timers, 1);
  // Nobody need live while it runs.
  await first.stop();
  world.scheduler('s2');
  await agent.due('wf(1)');
  const waited = world.clock.now() - begun;
  assert.ok(waited >= 30_000 && waited < 31_000, `${waited} ms`);
  await agent.run('wf(1)');
  assert.equal((await world.state(ref.uid)).phase, 'Succeeded');
  assert.equal(world.broker.leftovers().timers, 0);
});

test('a crash before a timer is set: whoever comes next sets it', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  await world.create(workflow({ templates: [main] }));
  await agent.claim('wf(0)');
  world.script.on('s1', 'commands.schedule', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const finished = agent.finish('wf(0)', FAILED);
  await world.until('the first dies', () => world.script.count('s1', 'commands.schedule') === 1);
  world.scheduler('s2');
  assert.equal((await finished)?.rejection, undefined);
  await agent.due('wf(1)');
});

test('a timer that is set again, or fires twice, has its effect once', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  world.script.on('s1', 'commands.ack', () => ({ kind: 'none' }), 2);
  world.script.on('s1', 'commands.ack', () => ({ kind: 'lost', afterMs: 1_000 }));
  const ref = await waiting(world, agent);
  assert.equal(world.script.count('s1', 'commands.schedule'), 2, 'the report came again');
  assert.equal(world.broker.leftovers().timers, 1);
  await agent.due('wf(1)');
  const fire = { type: 'fireTimer', timerId: [...(await timersOf(world, ref.uid))][0] ?? '' } as const;
  assert.equal((await world.ask(ref, fire))?.rejection?.code, 'superseded');
  await world.quiet();
  assert.deepEqual(agent.taskNames, ['wf(0)#0', 'wf(1)#0']);
});

test('the end of a workflow takes its timers back', async () => {
  for (const type of ['terminateWorkflow', 'deleteWorkflow'] as const) {
    const world = new World();
    const agent = new ManualAgent(world);
    world.scheduler('s1');
    const ref = await waiting(world, agent);
    assert.equal((await world.ask(ref, { type }))?.rejection, undefined);
    await world.quiet();
    assert.equal(world.broker.leftovers().timers, 0, type);
    await world.pass(60_000);
    assert.deepEqual(agent.taskNames, ['wf(0)#0'], type);
  }
});

/** Ids of all timers that a history has ordered. */
async function timersOf(world: World, uid: string): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const { transition } of await world.history(uid)) {
    for (const event of transition.events) if (event.type === 'timerScheduled') ids.add(event.timerId);
  }
  return ids;
}
