import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@tiphys/engine/testing';
import type { CronWorkflowSpec } from '@tiphys/spec';
import { World } from '../testing/scheduler-world.ts';
import { SimulatedAgent } from '../testing/simulated-agent.ts';
import type { CronRecord } from './cron-record.ts';

const MINUTE = 60_000;
const KEY = { kind: 'CronWorkflow', namespace: 'default', name: 'tick' } as const;

/** A world whose clock stands 20 seconds before a full minute. */
function worldAtMinute(): World {
  return new World();
}

/** Runs what is ordered; every container succeeds. */
function startAgent(world: World): { stop(): void } {
  const end = new AbortController();
  const random = { ...seededRandom(1), chance: () => false };
  void new SimulatedAgent(world.broker.connect('agent-1'), 'agent-1', random).run(end.signal);
  return { stop: () => end.abort() };
}

async function create(world: World, spec: Partial<CronWorkflowSpec> = {}, more: Partial<CronRecord> = {}) {
  const container = { image: 'busybox', command: ['true'] };
  const record: CronRecord = {
    metadata: {
      name: 'tick',
      namespace: 'default',
      uid: 'cron-uid',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: {
      schedules: ['* * * * *'],
      timezone: 'UTC',
      workflowSpec: { entrypoint: 'main', templates: [{ name: 'main', container }] },
      ...spec,
    },
    ...more,
  };
  await world.resources.create(KEY, JSON.stringify(record));
}

async function record(world: World): Promise<CronRecord> {
  const found = await world.resources.get(KEY);
  return JSON.parse(found?.body ?? '') as CronRecord;
}

/** Names of the runs that have been created and not deleted, in order. */
async function runs(world: World): Promise<string[]> {
  const names: string[] = [];
  const end = new AbortController();
  for await (const item of world.broker.history.follow({ afterVersion: 0 }, end.signal)) {
    if ('caughtUp' in item) break;
    const [event] = item.transition.events;
    if (event?.type === 'workflowCreated') names.push(event.workflow.metadata.name ?? '');
  }
  return names;
}

test('every due time starts one workflow, though several schedulers see it', async () => {
  const world = worldAtMinute();
  for (const name of ['s1', 's2', 's3']) world.scheduler(name);
  await create(world);
  await world.pass(3 * MINUTE);
  await world.quiet();
  const names = await runs(world);
  assert.equal(names.length, 3);
  assert.equal(new Set(names).size, 3);
  for (const name of names) {
    const seconds = Number(/^tick-(\d+)$/.exec(name)?.[1]);
    assert.equal(seconds % 60, 0, name);
  }
  const { status } = await record(world);
  assert.equal(status?.active?.length, 3);
  assert.equal(status?.phase, 'Active');
});

test('the workflow has its label, its time, and what the cron workflow says', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  await create(world, { workflowMetadata: { labels: { team: 'a' }, annotations: { note: 'b' } } });
  await world.pass(MINUTE);
  await world.quiet();
  const { status } = await record(world);
  const [active] = status?.active ?? [];
  const { workflow } = await world.state(active?.uid ?? '');
  assert.deepEqual(workflow.metadata.labels, { 'workflows.argoproj.io/cron-workflow': 'tick', team: 'a' });
  assert.equal(
    workflow.metadata.annotations?.['workflows.argoproj.io/scheduled-time'],
    status?.lastScheduledTime,
  );
  assert.equal(workflow.metadata.annotations?.note, 'b');
});

test('a scheduler that dies before it has published costs no run', async () => {
  const world = worldAtMinute();
  const first = world.scheduler('s1');
  world.script.on('s1', 'commands.publish', () => {
    first.kill();
    return { kind: 'lost', afterMs: 1 };
  });
  await create(world);
  await world.pass(MINUTE / 2);
  world.scheduler('s2');
  await world.pass(MINUTE);
  await world.quiet();
  assert.ok((await runs(world)).length >= 1);
  assert.equal(world.broker.leftovers().names, (await runs(world)).length, 'each name is a workflow');
});

test('Forbid waits for the one that runs, and goes on when it has ended', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  await create(world, { concurrencyPolicy: 'Forbid' });
  await world.pass(3 * MINUTE);
  assert.equal((await runs(world)).length, 1);
  const agent = startAgent(world);
  await world.pass(3 * MINUTE);
  agent.stop();
  assert.ok((await runs(world)).length >= 3);
  assert.ok(((await record(world)).status?.succeeded ?? 0) >= 2);
});

test('Replace ends the one before', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  await create(world, { concurrencyPolicy: 'Replace', failedJobsHistoryLimit: 10 });
  await world.pass(3 * MINUTE);
  await world.quiet();
  const { status } = await record(world);
  assert.equal((await runs(world)).length, 3);
  assert.equal(status?.active?.length, 1);
  assert.equal(status?.failed, 2);
});

test('suspended, or with a condition that does not hold, nothing starts; an error is a condition', async () => {
  const cases: [Partial<CronWorkflowSpec>, RegExp | undefined][] = [
    [{ suspend: true }, undefined],
    [{ when: '{{= cronworkflow.failed > 3 }}' }, undefined],
    [{ when: '{{= nonsense( }}' }, /^run policy error: /],
  ];
  for (const [spec, condition] of cases) {
    const world = worldAtMinute();
    world.scheduler('s1');
    await create(world, spec);
    await world.pass(2 * MINUTE);
    assert.deepEqual(await runs(world), [], JSON.stringify(spec));
    const message = (await record(world)).status?.conditions?.[0]?.message;
    if (condition === undefined) assert.equal(message, undefined);
    else assert.match(message ?? '', condition);
  }
});

test('a spec that cannot be evaluated is a condition, which goes when it is mended', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  await create(world, { stopStrategy: { expression: 'nonsense(' } });
  await world.pass(2 * MINUTE);
  const wrong = await record(world);
  assert.deepEqual(await runs(world), []);
  assert.deepEqual(
    wrong.status?.conditions?.map(({ type }) => type),
    ['SpecError'],
  );

  const found = await world.resources.get(KEY);
  const mended = {
    ...wrong,
    spec: { ...wrong.spec, stopStrategy: { expression: 'cronworkflow.failed > 3' } },
  };
  await world.resources.update(KEY, JSON.stringify(mended), found?.revision ?? 0);
  await world.pass(2 * MINUTE);
  assert.equal((await record(world)).status?.conditions, null);
  assert.equal((await runs(world)).length, 2);
});

test('when: a run only where the last one is long ago', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  const when =
    '{{= cronworkflow.lastScheduledTime == nil || (now() - cronworkflow.lastScheduledTime).Seconds() > 150 }}';
  await create(world, { when });
  await world.pass(6 * MINUTE);
  assert.equal((await runs(world)).length, 2);
});

test('the stop strategy ends it for good', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  const agent = startAgent(world);
  await create(world, { stopStrategy: { expression: 'cronworkflow.succeeded >= 2' } });
  await world.pass(6 * MINUTE);
  agent.stop();
  const { status, metadata } = await record(world);
  assert.deepEqual([status?.phase, status?.succeeded, status?.active], ['Stopped', 2, null]);
  assert.equal(metadata.labels?.['cronworkflows.argoproj.io/completed'], 'true');
  assert.equal((await runs(world)).length, 2);
});

test('history limits: the newest are kept, the others deleted', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  const agent = startAgent(world);
  await create(world, { successfulJobsHistoryLimit: 2 });
  await world.pass(6 * MINUTE);
  await create(world).catch(() => undefined);
  agent.stop();
  const { finished, status } = await record(world);
  assert.equal(finished?.length, 2);
  assert.ok((status?.succeeded ?? 0) >= 4);
  await world.quiet();
  assert.ok(world.broker.leftovers().names <= 3);
});

test('an outage: the newest missed run is made up for within startingDeadlineSeconds', async () => {
  const cases: [number | undefined, number][] = [
    [600, 1],
    [undefined, 0],
    [10, 0],
  ];
  for (const [startingDeadlineSeconds, expected] of cases) {
    const world = worldAtMinute();
    const first = world.scheduler('s1');
    const schedules = ['*/5 * * * *'];
    await create(world, {
      schedules,
      ...(startingDeadlineSeconds === undefined ? {} : { startingDeadlineSeconds }),
    });
    await world.pass(5 * MINUTE);
    const before = await runs(world);
    assert.equal(before.length, 1);
    await first.stop();
    await world.pass(7 * MINUTE);
    world.scheduler('s2');
    await world.pass(1_000);
    await world.quiet();
    assert.equal((await runs(world)).length - before.length, expected, String(startingDeadlineSeconds));
  }
});

test('a schedule that has changed is followed, and one that is deleted is not', async () => {
  const world = worldAtMinute();
  world.scheduler('s1');
  await create(world, { schedules: ['0 0 1 1 *'] });
  await world.pass(2 * MINUTE);
  assert.equal((await runs(world)).length, 0);
  const found = await world.resources.get(KEY);
  const changed = { ...(await record(world)) };
  changed.spec = { ...changed.spec, schedules: ['* * * * *'] };
  await world.resources.update(KEY, JSON.stringify(changed), found?.revision ?? 0);
  await world.pass(2 * MINUTE);
  const count = (await runs(world)).length;
  assert.equal(count, 2);
  await world.resources.delete(KEY);
  await world.pass(5 * MINUTE);
  assert.equal((await runs(world)).length, count);
});
