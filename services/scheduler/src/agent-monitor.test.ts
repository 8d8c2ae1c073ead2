import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflow } from '@tiphys/engine/testing';
import type { WorkflowRef } from '@tiphys/event-log';
import { AgentMonitor } from './agent-monitor.ts';
import { ManualAgent } from './testing/manual-agent.ts';
import { schedulerPorts, World } from './testing/scheduler-world.ts';

const LEASE_MS = 30_000;
const main = {
  name: 'main',
  dag: {
    tasks: [
      { name: 'a', template: 'leaf' },
      { name: 'b', template: 'leaf', dependencies: ['a'] },
    ],
  },
};

interface Scene {
  world: World;
  agent: ManualAgent;
  ref: WorkflowRef;
}

/** A workflow whose first task an agent holds. */
async function held(schedulers: readonly string[]): Promise<Scene> {
  const world = new World();
  const agent = new ManualAgent(world);
  for (const name of schedulers) world.scheduler(name, { agentLeaseMs: LEASE_MS });
  const ref = await world.create(workflow({ templates: [main], onExit: 'leaf' }));
  await agent.beat();
  await agent.claim('wf.a');
  return { world, agent, ref };
}

async function messageOf({ world, agent, ref }: Scene, nodeName: string): Promise<string> {
  const state = await world.state(ref.uid);
  return state.nodes.get(agent.attempt(nodeName).nodeId)?.message ?? '';
}

test('an agent that is silent for the lease is lost: what it held is an Error, and the handler runs', async () => {
  const scene = await held(['s1']);
  const { world, agent, ref } = scene;
  const silentSince = world.clock.now();
  await world.until('it is lost', () => world.script.count('s1', 'agents.remove') > 0);
  const waited = world.clock.now() - silentSince;
  assert.ok(waited >= LEASE_MS && waited <= LEASE_MS * 1.8, `after ${waited} ms`);
  await world.quiet();
  assert.equal(await messageOf(scene, 'wf.a'), 'agent agent-1 is lost: its heartbeats have stopped');
  assert.deepEqual(await world.broker.agents.list(), []);
  const other = new ManualAgent(world, 'agent-2');
  agent.stop();
  await world.until('the handler is handed out', () =>
    [...agent.taskNames, ...other.taskNames].includes('wf.onExit#0'),
  );
  const late = await agent.finish('wf.a');
  assert.equal(late?.rejection?.code, 'superseded');
  assert.equal((await world.state(ref.uid)).phase, 'Running');
});

test('an agent that beats, or is back within the lease, is not lost', async () => {
  const { world, agent, ref } = await held(['s1']);
  for (let beat = 0; beat < 20; beat += 1) {
    await world.pass(LEASE_MS - 2_000);
    await agent.beat(beat < 10 ? '1' : '2');
  }
  assert.equal(world.script.count('s1', 'agents.remove'), 0);
  assert.equal((await world.state(ref.uid)).attempts.size, 1);
});

test('several schedulers see the same loss, and it is one command', async () => {
  const { world, ref } = await held(['s1', 's2', 's3']);
  const count = (operation: 'agents.remove' | 'commands.publish' | 'commands.ack'): number =>
    ['s1', 's2', 's3'].reduce((sum, name) => sum + world.script.count(name, operation), 0);
  const acked = count('commands.ack');
  // All of them have asked before the first has done anything.
  for (const name of ['s1', 's2', 's3'])
    world.script.on(name, 'agents.list', () => ({ kind: 'delayed', delayMs: 1_000 }), 99);
  await world.until('each has seen it', () => count('agents.remove') === 3);
  await world.pass(5_000);
  assert.equal(count('commands.publish'), 3);
  assert.equal(count('commands.ack'), acked + 1);
  const lines = await world.eventLines(ref.uid);
  assert.equal(lines.filter((line) => line.startsWith('attemptFinished')).length, 1);
});

test('a scheduler that dies while it calls an agent lost: another one goes on', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const refs = [];
  const first = world.scheduler('s1', { agentLeaseMs: LEASE_MS });
  for (const name of ['x', 'y', 'z']) {
    refs.push(await world.create({ ...workflow({ templates: [main] }), metadata: { name } }));
    await agent.claim(`${name}.a`);
  }
  await agent.beat();
  await world.pass(LEASE_MS / 2);
  world.scheduler('s2', { agentLeaseMs: LEASE_MS });
  world.script.on('s1', 'commands.publish', () => ({ kind: 'none' }));
  world.script.on('s1', 'commands.publish', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  await world.until('the second has finished', () => world.script.count('s2', 'agents.remove') === 1);
  await world.quiet();
  for (const { uid } of refs) assert.equal((await world.state(uid)).phase, 'Error', uid);
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), []);
});

test('a broker that was away, or a scheduler that stood still, does not make agents lost', async () => {
  const { world, agent, ref } = await held(['s1']);
  await world.pass(LEASE_MS / 3);
  const until = world.clock.now() + 3 * LEASE_MS;
  // Nobody reaches the broker for a while; the scheduler is the first to be back.
  for (let calls = 0; calls < 3; calls += 1) {
    world.script.on('s1', 'agents.list', () => ({ kind: 'lost', afterMs: LEASE_MS / 2 }));
  }
  await world.pass(until - world.clock.now());
  await agent.beat();
  await world.pass(LEASE_MS / 3);
  assert.equal(world.script.count('s1', 'agents.remove'), 0);
  assert.equal((await world.state(ref.uid)).attempts.size, 1);
  await world.pass(LEASE_MS * 2);
  assert.equal(world.script.count('s1', 'agents.remove'), 1, 'it is still watched');
});

test('a slow answer does not count as silence', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const connection = world.broker.connect('m');
  const monitor = new AgentMonitor(schedulerPorts(connection, world.clock), { leaseMs: LEASE_MS });
  const { signal } = new AbortController();
  await agent.beat();
  world.script.on('m', 'agents.list', () => ({ kind: 'delayed', delayMs: 14_000 }));
  await world.settle(monitor.look(signal));
  await world.pass(14_000);
  await world.settle(monitor.look(signal));
  await world.pass(14_000);
  await world.settle(monitor.look(signal));
  assert.equal(world.script.count('m', 'agents.remove'), 0);
});

test('what an agent was handed after its loss is noted still', async () => {
  const { world, agent, ref } = await held(['s1']);
  await world.until('it is lost', () => world.script.count('s1', 'agents.remove') > 0);
  await world.quiet();
  await agent.beat('2');
  await agent.claim('wf.onExit');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), [ref]);
  await world.until('it is lost again', () => world.script.count('s1', 'agents.remove') > 1);
  await world.quiet();
  const state = await world.state(ref.uid);
  assert.equal(state.phase, 'Error');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), []);
});

test('a note about a workflow that goes on stays, also where the agent holds nothing of it now', async () => {
  const { world, agent, ref } = await held(['s1']);
  await agent.finish('wf.a');
  await world.until('it is lost', () => world.script.count('s1', 'agents.remove') > 0);
  await world.quiet();
  assert.equal((await world.state(ref.uid)).phase, 'Running');
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), [ref]);
});

test('a note about a workflow that has ended, or is gone, is taken away with the loss', async () => {
  const { world, agent, ref } = await held(['s1']);
  await agent.finish('wf.a');
  await agent.run('wf.b');
  await agent.run('wf.onExit');
  assert.equal((await world.state(ref.uid)).phase, 'Succeeded');
  // As a slow scheduler leaves them, whose claim was decided by another one.
  await world.broker.agents.assign('agent-1', ref);
  await world.broker.agents.assign('agent-1', { uid: 'gone', namespace: 'default', name: 'gone' });
  await world.until('it is lost', () => world.script.count('s1', 'agents.remove') > 0);
  await world.quiet();
  assert.deepEqual(await world.broker.agents.assignments('agent-1'), []);
});

test('an agent that holds nothing and is not registered any more is not looked for', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1', { agentLeaseMs: LEASE_MS });
  await agent.beat();
  await world.pass(LEASE_MS / 2);
  await world.broker.agents.remove('agent-1');
  await world.pass(LEASE_MS * 3);
  assert.equal(world.script.count('s1', 'agents.assignments'), 0);
});

test('an agent that dies before its first heartbeat has arrived is lost as well, and once', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1', { agentLeaseMs: LEASE_MS });
  const ref = await world.create(workflow({ templates: [main], onExit: 'leaf' }));
  await agent.claim('wf.a');
  await world.pass(LEASE_MS * 2);
  const state = await world.state(ref.uid);
  const { nodeId } = agent.attempt('wf.a');
  assert.equal(state.nodes.get(nodeId)?.message, 'agent agent-1 is lost: its heartbeats have stopped');
  assert.equal(world.script.count('s1', 'agents.remove'), 1);
  await world.pass(LEASE_MS * 4);
  assert.equal(world.script.count('s1', 'agents.remove'), 1);
});
