import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflow } from '@tiphys/engine/testing';
import type { Template } from '@tiphys/spec';
import { ManualAgent } from './testing/manual-agent.ts';
import { World } from './testing/scheduler-world.ts';

/** Two tasks, the second after the first. */
const chain: Template = {
  name: 'main',
  dag: {
    tasks: [
      { name: 'a', template: 'leaf' },
      { name: 'b', template: 'leaf', dependencies: ['a'] },
    ],
  },
};

/** So many tasks, all at once. */
function wide(count: number): Template {
  const tasks = Array.from({ length: count }, (_, index) => ({ name: `t${index}`, template: 'leaf' }));
  return { name: 'main', dag: { tasks } };
}

test('what one scheduler appended and did not act upon, another one does, though its own state is older', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  world.scheduler('s2');
  // Both get the workflow into their memories as it is before the claim; commands go to them in turn.
  const none = { type: 'claimAttempt', nodeId: 'wf', attempt: 9, agentId: 'x', hostName: 'h' } as const;
  for (let turn = 0; turn < 2; turn += 1) await world.ask(ref, none);
  await agent.claim('wf.a');
  await world.create({ ...workflow({ templates: [chain] }), metadata: { name: 'other' } });
  const acks = (): number[] => ['s1', 's2'].map((name) => world.script.count(name, 'commands.ack'));
  const before = acks();
  world.script.on('s1', 'tasks.publish', () => ({ kind: 'lost', afterMs: 1_000 }));
  assert.equal((await agent.finish('wf.a'))?.rejection, undefined);
  await world.quiet();
  assert.equal(acks()[1], (before[1] ?? 0) + 1, 'the report came again to the one that knows of no claim');
  await agent.due('wf.b');
});

test('two schedulers by turns: one that was overtaken reloads and decides again', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [wide(3)] }));
  // Both have the workflow in memory, and each appends behind the other's back.
  await first.stop();
  const second = world.scheduler('s2');
  await agent.claim('wf.t0');
  await second.stop();
  world.scheduler('s3');
  world.scheduler('s4');
  const verdicts = await Promise.all(
    ['wf.t1', 'wf.t2', 'wf.t0'].map((name) => (name === 'wf.t0' ? agent.finish(name) : agent.claim(name))),
  );
  for (const verdict of verdicts) assert.equal(verdict?.rejection, undefined);
  const state = await world.state(ref.uid);
  assert.equal(state.attempts.get(agent.attempt('wf.t1').nodeId)?.agentId, 'agent-1');
  assert.equal(state.attempts.get(agent.attempt('wf.t2').nodeId)?.agentId, 'agent-1');
  assert.equal((await world.history(ref.uid)).length, 5);
});
