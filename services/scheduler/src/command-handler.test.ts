import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaf, workflow } from '@tiphys/engine/testing';
import type { Template } from '@tiphys/spec';
import { CommandHandler } from './command-handler.ts';
import { LockKeeper } from './locks/lock-keeper.ts';
import { ResourceView } from './resource-view.ts';
import { ManualAgent } from './testing/manual-agent.ts';
import { schedulerPorts, World } from './testing/scheduler-world.ts';

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

test('decides, appends, acts, answers, acks: each after the one before is durable', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  world.script.calls.length = 0;
  world.script.on('s1', 'history.append', () => ({ kind: 'delayed', delayMs: 1_000 }));
  const begun = world.clock.now();
  let published = 0;
  world.script.on('s1', 'tasks.publish', () => {
    published = world.clock.now();
    return { kind: 'none' };
  });
  const verdict = await agent.finish('wf.a');
  assert.equal(verdict?.rejection, undefined);
  await world.quiet();
  assert.deepEqual(
    world.script.calls.filter((call) => /^s1 (history.append|tasks|commands)/.test(call)),
    ['s1 history.append', 's1 tasks.publish', 's1 commands.reply', 's1 commands.ack'],
  );
  assert.ok(published - begun >= 1_000, 'the task left when the append had been answered');
  assert.deepEqual(agent.taskNames, ['wf.a#0', 'wf.b#0']);
});

test('a crash between the append and the act: whoever comes next hands out what is outstanding', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  world.script.on('s1', 'tasks.publish', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const finished = agent.finish('wf.a');
  await world.until('the first dies', () => world.script.count('s1', 'tasks.publish') === 2);
  world.scheduler('s2');
  assert.equal(
    (await finished)?.rejection,
    undefined,
    'the report was accepted before, and is not refused now',
  );
  await agent.run('wf.b');
  await world.quiet();
  const state = await world.state('uid-wf');
  assert.equal(state.phase, 'Succeeded');
  assert.deepEqual(agent.taskNames, ['wf.a#0', 'wf.b#0']);
});

test('a crash between the append and the act, of the broker too, which forgets that it delivered the command', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  world.script.on('s1', 'tasks.publish', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const manifest = workflow({ templates: [chain] });
  const ref = await world.submit(manifest);
  await world.until('the first dies', () => world.script.count('s1', 'tasks.publish') === 1);
  const ports = schedulerPorts(world.broker.connect('s2'), world.clock, world.resources);
  const view = new ResourceView(ports);
  void view.run(new AbortController().signal);
  const next = new CommandHandler(ports, { cachedWorkflows: 10 }, view, new LockKeeper(ports, () => 1));
  const ignored = (): void => undefined;
  const delivery = {
    deliveryCount: 1,
    reply: ignored,
    ack: async () => undefined,
    nak: ignored,
    extend: ignored,
  };
  await world.settle(next.handle({ ...delivery, command: world.creation(ref, manifest) }));
  await agent.due('wf.a');
  assert.deepEqual(agent.taskNames, ['wf.a#0']);
});

test('a crash before the ack: nothing is decided twice, and the answer is the same', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  world.script.on('s1', 'commands.reply', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const stopped = world.ask(ref, { type: 'stopWorkflow' }, 'stop-1');
  await world.until('the first dies', () => world.script.count('s1', 'commands.reply') === 1);
  const before = await world.eventLines(ref.uid);
  world.scheduler('s2');
  const verdict = await stopped;
  assert.equal(verdict?.rejection, undefined, 'though by now it is shutting down already');
  assert.deepEqual(await world.eventLines(ref.uid), before);
  assert.equal((await world.ask(ref, { type: 'stopWorkflow' }, 'stop-2'))?.rejection?.code, 'completed');
  assert.deepEqual(agent.taskNames, ['wf.a#0']);
});

test('a lost ack: the command comes again and changes nothing', async () => {
  const world = new World();
  new ManualAgent(world);
  world.scheduler('s1');
  world.script.on('s1', 'commands.ack', () => ({ kind: 'lost', afterMs: 1_000 }));
  await world.create(workflow({ templates: [chain] }));
  assert.equal(world.script.count('s1', 'commands.ack'), 2);
  assert.equal((await world.history('uid-wf')).length, 1);
});

test('an append whose answer is lost took place: it is found, not made again', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  world.script.on('s1', 'history.append', () => ({ kind: 'answerLost', afterMs: 3_000 }));
  assert.equal((await agent.finish('wf.a'))?.rejection, undefined);
  await agent.due('wf.b');
  assert.equal((await world.history('uid-wf')).length, 3);
});

test('an append that never arrives is decided anew', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  world.script.on('s1', 'history.append', () => ({ kind: 'lost', afterMs: 3_000 }), 3);
  assert.equal((await agent.finish('wf.a'))?.rejection, undefined);
  await agent.due('wf.b');
  assert.equal((await world.history('uid-wf')).length, 3);
});

test('a stale append is refused by the history, and what was decided on the stale state is gone', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [wide(2)] }));
  await agent.claim('wf.t0');
  const [, claimed] = await world.history(ref.uid);
  // Another scheduler goes on while this one holds the version before.
  world.script.on('s1', 'history.append', () => {
    const { nodeId, attempt } = agent.attempt('wf.t1');
    const taken = { type: 'attemptClaimed' as const, nodeId, attempt, agentId: 'agent-2' };
    const transition = { commandId: 'by-another', at: world.clock.now(), events: [taken], agenda: [] };
    void world.broker.history.append(ref, transition, claimed?.version ?? 0);
    return { kind: 'delayed', delayMs: 2 };
  });
  const verdict = await agent.claim('wf.t1');
  assert.equal(verdict?.rejection?.code, 'claimed_by_other');
  const state = await world.state(ref.uid);
  assert.equal(state.attempts.get(agent.attempt('wf.t1').nodeId)?.agentId, 'agent-2');
});

test('a refusal is true of the newest state only, not of what was in memory', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  // Another scheduler takes the report and hands out the next task; this one has seen neither.
  const before = (await world.history(ref.uid)).at(-1)?.version ?? 0;
  const { nodeId } = agent.attempt('wf.a');
  const events = [
    { type: 'attemptFinished' as const, nodeId, attempt: 0, agentId: 'agent-1', phase: 'Error' as const },
    {
      type: 'taskScheduled' as const,
      nodeId,
      attempt: 1,
      pool: 'default',
      task: agent.tasks[0]!.task,
    },
  ];
  await world.settle(world.broker.history.append(ref, { commandId: 'x', at: 1, events, agenda: [] }, before));
  const command = { type: 'claimAttempt', nodeId, attempt: 1, agentId: 'agent-9', hostName: 'h' } as const;
  assert.equal((await world.ask(ref, command))?.rejection, undefined);
});

test('a command that comes before its creation waits, and nothing is lost', async () => {
  const world = new World();
  new ManualAgent(world);
  // Whoever has the creation dies with it: for a while the queue gives out only what was sent after it.
  const first = world.scheduler('s1');
  world.script.on('s1', 'history.read', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  const ref = await world.submit(workflow({ templates: [chain] }));
  await world.until('the first dies', () => world.script.count('s1', 'history.read') === 1);
  world.scheduler('s2');
  const verdict = await world.ask(ref, { type: 'stopWorkflow' });
  assert.equal(verdict?.rejection, undefined);
  assert.ok(world.script.count('s2', 'commands.pendingCreate') > 2, 'it came again and again');
  const [created] = await world.eventLines(ref.uid);
  assert.match(created ?? '', /^workflowCreated workflowStarted/);
  assert.equal((await world.state(ref.uid)).shutdown, 'Stop');
});

test('of a workflow that never was, and of one that is gone, every command is not_found', async () => {
  const world = new World();
  world.scheduler('s1');
  const nobody = { uid: 'nobody', namespace: 'default', name: 'nobody' };
  const verdict = await world.ask(nobody, { type: 'terminateWorkflow' });
  assert.deepEqual([verdict?.rejection?.code, verdict?.version], ['not_found', 0]);
});

test('output that comes after the deletion is forgotten when its attempt is spoken of', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  await agent.claim('wf.a');
  await world.ask(ref, { type: 'deleteWorkflow' });
  const attempt = agent.attempt('wf.a');
  const chunk = { podName: 'p', templateName: 'leaf', stream: 1, at: 0, data: new Uint8Array([10]) } as const;
  await world.broker.logs.append({ ...chunk, attempt, offset: 0, end: false });
  assert.equal((await agent.finish('wf.a'))?.rejection?.code, 'not_found');
  assert.deepEqual(await world.broker.logs.position(attempt), { offset: 0, ended: false });
});

test('a workflow that lost its name before it was created is not created', async () => {
  const world = new World();
  world.scheduler('s1');
  const late = { uid: 'late', namespace: 'default', name: 'wf' };
  await world.broker.names.reserve('default', 'wf', 'somebody-else');
  const verdict = await world.settle(
    world.broker.commands.request(world.creation(late, workflow({ templates: [chain] })), 60_000),
  );
  assert.equal(verdict?.rejection?.code, 'already_exists');
  assert.deepEqual(await world.history('late'), []);
});

test('a creation that comes again after the deletion does not bring the workflow back', async () => {
  const world = new World();
  new ManualAgent(world);
  const first = world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  assert.equal((await world.ask(ref, { type: 'deleteWorkflow' }))?.rejection, undefined);
  await first.stop();
  // Its ack was lost: the queue's own memory of the id is of no help after two minutes.
  await world.pass(180_000);
  world.scheduler('s2');
  const creation = world.creation(ref, workflow({ templates: [chain] }));
  const verdict = await world.settle(world.broker.commands.request(creation, 60_000));
  assert.equal(verdict?.rejection?.code, 'already_exists');
  assert.deepEqual(
    (await world.history(ref.uid)).map(({ transition }) => transition.events.at(-1)?.type),
    ['workflowDeleted'],
  );
  assert.deepEqual(world.broker.leftovers(), {
    commands: 0,
    timers: 0,
    tasks: 0,
    cancels: 0,
    names: 0,
    assignments: 0,
    locks: 0,
  });
});

test('a name can be used again once its workflow is deleted', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const ref = await world.create(workflow({ templates: [chain] }));
  await world.ask(ref, { type: 'deleteWorkflow' });
  await world.create(workflow({ templates: [chain] }), 'uid-second');
  await world.until('the second has begun', () => agent.tasks.length === 2);
  assert.equal((await world.state('uid-second')).phase, 'Running');
  assert.equal((await world.ask(ref, { type: 'stopWorkflow' }))?.rejection?.code, 'not_found');
});

test('a decision that was cut goes on in transitions of its own, also after a crash', async () => {
  const world = new World();
  const agent = new ManualAgent(world);
  const first = world.scheduler('s1');
  world.script.on('s1', 'history.append', () => ({ kind: 'none' }), 2);
  world.script.on('s1', 'history.append', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  await world.submit(workflow({ templates: [wide(600)] }));
  await world.until('the first dies', () => world.script.count('s1', 'history.append') === 3);
  const cut = await world.history('uid-wf');
  assert.equal(cut.length, 2);
  assert.ok(cut.at(-1)!.transition.agenda.length > 0, 'something is left to do');
  world.scheduler('s2');
  await world.quiet();
  const history = await world.history('uid-wf');
  assert.ok(history.length > 3);
  const ids = history.map(({ transition }) => transition.commandId);
  assert.equal(new Set(ids).size, ids.length, 'each part has a name of its own');
  assert.deepEqual(history.at(-1)!.transition.agenda, []);
  await world.until('every task is there', () => new Set(agent.taskNames).size === 600);
});

test('a deletion ends what was left of a decision too', async () => {
  const world = new World();
  new ManualAgent(world);
  world.scheduler('s1');
  const hooks = { late: { template: 'leaf', expression: 'workflow.status == "Failed"' } };
  const ref = await world.create(workflow({ templates: [wide(400)], hooks }));
  const verdict = await world.ask(ref, { type: 'deleteWorkflow' });
  assert.equal(verdict?.rejection, undefined);
  await world.quiet();
  const [last] = await world.history(ref.uid);
  assert.ok(last!.transition.events.some(({ type }) => type === 'workflowDeleted'));
  assert.deepEqual(last!.transition.agenda, []);
  assert.equal((await world.ask(ref, { type: 'stopWorkflow' }))?.rejection?.code, 'not_found');
});

test('outputs that no transition can hold: the node is an Error, and the workflow goes on to its end', async () => {
  const world = new World({ maxPayloadBytes: 40_000 });
  const agent = new ManualAgent(world);
  world.scheduler('s1');
  const gives: Template = {
    name: 'gives',
    outputs: { parameters: [{ name: 'value', valueFrom: { path: '/tmp/value' } }] },
    container: leaf.container!,
  };
  const takes: Template = {
    name: 'takes',
    inputs: { parameters: [{ name: 'value' }] },
    container: { ...leaf.container!, args: ['{{inputs.parameters.value}}'] },
  };
  const value = '{{tasks.a.outputs.parameters.value}}';
  const b = { name: 'b', template: 'takes', arguments: { parameters: [{ name: 'value', value }] } };
  const main: Template = {
    name: 'main',
    dag: {
      tasks: [
        { name: 'a', template: 'gives' },
        { ...b, dependencies: ['a'] },
      ],
    },
  };
  await world.create(workflow({ templates: [main, gives, takes] }));
  await agent.claim('wf.a');
  const parameters = [{ name: 'value', value: 'x'.repeat(30_000) }];
  assert.equal(
    (await agent.finish('wf.a', { phase: 'Succeeded', outputs: { parameters } }))?.rejection,
    undefined,
  );
  const state = await world.state('uid-wf');
  const node = state.nodes.get(agent.attempt('wf.a').nodeId);
  assert.equal(node?.phase, 'Error');
  assert.match(node?.message ?? '', /^the outputs are too large to be kept: .*40000/);
  assert.equal(state.phase, 'Error');
});
