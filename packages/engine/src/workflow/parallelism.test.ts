import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { FAIL_FAST_MESSAGE } from './parallelism.ts';

const container = { image: 'busybox', command: ['true'] };
const leaf: Template = { name: 'leaf', container };

function start(templates: Template[], spec: Partial<Workflow['spec']> = {}): Scenario {
  return new Scenario({
    metadata: {},
    spec: { entrypoint: templates[0]?.name ?? '', templates: [...templates, leaf], ...spec },
  });
}

function names(scenario: Scenario): string[] {
  return [...scenario.state.nodes.values()].map(({ name }) => name);
}

function runAll(scenario: Scenario, most: number): number {
  let ran = 0;
  for (let next = scenario.outstanding()[0]; next !== undefined; next = scenario.outstanding()[0]) {
    assert.ok(scenario.outstanding().length <= most, `${scenario.outstanding().length} at the same time`);
    scenario.run(next);
    ran += 1;
  }
  assert.equal(scenario.state.placeWaiters.size, 0);
  assert.equal(scenario.state.activePods, 0);
  assert.deepEqual(scenario.replayed(), scenario.state);
  return ran;
}

test('the workflow runs as many pods as its parallelism says; what waits has no node', () => {
  const scenario = start(
    [{ name: 'main', steps: [[{ name: 'a', template: 'leaf', withSequence: { count: 5 } }]] }],
    { parallelism: 2 },
  );
  assert.deepEqual(names(scenario), ['wf', 'wf[0]', 'wf[0].a(0:0)', 'wf[0].a(1:1)']);
  scenario.run('wf[0].a(1:1)');
  assert.deepEqual(scenario.outstanding(), ['wf[0].a(0:0)', 'wf[0].a(2:2)']);
  assert.equal(runAll(scenario, 2), 4);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('tasks of a DAG, items and retries wait too; the order of waiting is kept', () => {
  const scenario = start(
    [
      {
        name: 'main',
        dag: {
          tasks: [
            { name: 'a', template: 'again' },
            { name: 'b', template: 'leaf' },
            { name: 'c', template: 'leaf', dependencies: ['a'], withItems: ['x', 'y'] },
            { name: 'd', template: 'leaf', dependencies: ['b'] },
          ],
        },
      },
      { name: 'again', retryStrategy: { limit: 1 }, container },
    ],
    { parallelism: 1 },
  );
  assert.deepEqual(scenario.outstanding(), ['wf.a(0)']);
  scenario.fail('wf.a(0)');
  assert.deepEqual(scenario.outstanding(), ['wf.a(1)'], 'what has begun goes on first');
  scenario.run('wf.a(1)');
  assert.deepEqual(scenario.outstanding(), ['wf.b'], 'it has waited for longer than the items of c');
  scenario.run('wf.b');
  assert.equal(runAll(scenario, 1), 3);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('nested templates open as they find room for a pod, not all at once', () => {
  const scenario = start(
    [
      { name: 'main', steps: [[{ name: 'a', template: 'inner', withSequence: { count: 20 } }]] },
      { name: 'inner', dag: { tasks: [{ name: 'x', template: 'leaf' }] } },
    ],
    { parallelism: 3 },
  );
  assert.equal(names(scenario).filter((name) => name.endsWith(')')).length, 3);
  assert.equal(runAll(scenario, 3), 20);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test("a template's parallelism limits its children, whatever they are; nested ones have their own", () => {
  const scenario = start([
    {
      name: 'main',
      parallelism: 1,
      steps: [
        [
          { name: 'a', template: 'inner' },
          { name: 'b', template: 'inner' },
        ],
      ],
    },
    {
      name: 'inner',
      parallelism: 2,
      dag: { tasks: [{ name: 'x', template: 'leaf', withSequence: { count: 4 } }] },
    },
  ]);
  assert.deepEqual(scenario.outstanding(), ['wf[0].a.x(0:0)', 'wf[0].a.x(1:1)']);
  assert.equal(runAll(scenario, 2), 8);
  assert.ok(scenario.node('wf[0].b').startedAt >= scenario.node('wf[0].a').finishedAt);
});

test('handlers wait for a place and hang nothing with a limit of 1; hooks need none', () => {
  for (const spec of [{ parallelism: 1 }, {}]) {
    const scenario = start(
      [
        {
          name: 'main',
          parallelism: 1,
          steps: [
            [
              { name: 'a', template: 'leaf', onExit: 'leaf' },
              {
                name: 'b',
                template: 'leaf',
                onExit: 'leaf',
                hooks: { running: { template: 'leaf', expression: 'steps.b.status == "Running"' } },
              },
            ],
          ],
        },
      ],
      { onExit: 'leaf', ...spec },
    );
    assert.deepEqual(scenario.outstanding(), ['wf[0].a']);
    scenario.run('wf[0].a');
    assert.deepEqual(scenario.outstanding(), ['wf[0].a.onExit']);
    scenario.run('wf[0].a.onExit');
    scenario.claim('wf[0].b');
    assert.deepEqual(scenario.outstanding(), ['wf[0].b', 'wf[0].b.hooks.running']);
    assert.equal(runAll(scenario, 2), 4);
    assert.equal(scenario.state.phase, 'Succeeded');
  }
});

test('what waits ends with a stop: nothing starts any more, but handlers do', () => {
  const scenario = start(
    [
      {
        name: 'main',
        parallelism: 1,
        dag: { tasks: ['a', 'b', 'c'].map((name) => ({ name, template: 'leaf', onExit: 'leaf' })) },
      },
    ],
    { parallelism: 1 },
  );
  scenario.claim('wf.a');
  scenario.send({ type: 'stopWorkflow' });
  scenario.finish('wf.a', { phase: 'Failed' });
  assert.equal(runAll(scenario, 1), 3);
  assert.equal(scenario.node('wf.c').message, 'workflow shutdown with strategy: Stop');
  assert.equal(scenario.state.phase, 'Failed');
});

test('failFast: nothing more starts after a failure, and the template fails when the rest has ended', () => {
  const scenario = start([
    {
      name: 'main',
      parallelism: 2,
      failFast: true,
      steps: [
        [
          { name: 'step1', template: 'leaf' },
          { name: 'step2', template: 'leaf' },
          { name: 'step3', template: 'leaf' },
        ],
        [{ name: 'later', template: 'leaf' }],
      ],
    },
  ]);
  scenario.fail('wf[0].step1');
  assert.deepEqual(scenario.outstanding(), ['wf[0].step2']);
  scenario.run('wf[0].step2');
  assert.deepEqual(names(scenario), ['wf', 'wf[0]', 'wf[0].step1', 'wf[0].step2']);
  assert.equal(scenario.node('wf[0]').message, FAIL_FAST_MESSAGE);
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.message, FAIL_FAST_MESSAGE);
});

test('failFast in a DAG: of a loop that is cut the group fails; retried attempts do not count', () => {
  const scenario = start([
    {
      name: 'main',
      parallelism: 1,
      failFast: true,
      dag: {
        tasks: [
          { name: 'a', template: 'again', withSequence: { count: 3 } },
          { name: 'b', template: 'leaf', depends: 'a.Failed' },
        ],
      },
    },
    { name: 'again', retryStrategy: { limit: 1 }, container },
  ]);
  scenario.fail('wf.a(0:0)(0)');
  scenario.run('wf.a(0:0)(1)');
  scenario.fail('wf.a(1:1)(0)');
  scenario.fail('wf.a(1:1)(1)');
  assert.deepEqual(scenario.outstanding(), []);
  assert.equal(scenario.node('wf.a').phase, 'Failed');
  assert.equal(scenario.node('wf').message, FAIL_FAST_MESSAGE);
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.placeWaiters.size, 0);
});

test('10,000 items, five at a time: every report costs the same', () => {
  const scenario = start(
    [{ name: 'main', steps: [[{ name: 'a', template: 'leaf', withSequence: { count: 10_000 } }]] }],
    { parallelism: 5 },
  );
  const began = process.cpuUsage();
  assert.equal(runAll(scenario, 5), 10_000);
  const events = scenario.history.map((transition) => transition.events.length);
  assert.ok(Math.max(...events.slice(1)) < 12, `${Math.max(...events.slice(1))} events`);
  // Not the time of the clock: others may have the processors.
  assert.ok(process.cpuUsage(began).user < 60_000_000);
});

test('behind a step that waits for a place, those that are skipped are shown at once, and the rest in their order', () => {
  const step = { name: 'a', template: 'leaf' };
  const scenario = start([
    {
      name: 'main',
      parallelism: 1,
      steps: [
        [
          step,
          { ...step, name: 'b' },
          { ...step, name: 'c', withItems: ['x', 'y'], when: '{{item}} == x' },
          { ...step, name: 'd', when: 'false' },
        ],
      ],
    },
  ]);
  assert.deepEqual(names(scenario), ['wf', 'wf[0]', 'wf[0].a', 'wf[0].c(1:y)', 'wf[0].d']);
  scenario.run('wf[0].a');
  assert.deepEqual(scenario.outstanding(), ['wf[0].b']);
  scenario.run('wf[0].b');
  assert.deepEqual(scenario.outstanding(), ['wf[0].c(0:x)']);
  assert.equal(runAll(scenario, 1), 1);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('behind a task that waits for a place, what needs none is shown at once', () => {
  const task = { name: 'a', template: 'leaf' };
  const after = { dependencies: ['a'] };
  const scenario = start([
    {
      name: 'main',
      parallelism: 1,
      dag: {
        tasks: [
          task,
          { ...task, name: 'b' },
          { ...task, name: 'c', withItems: ['x'] },
          { ...task, name: 'd', when: 'false' },
          { ...task, name: 'e', ...after },
          { ...task, name: 'f', ...after, when: 'false' },
        ],
      },
    },
  ]);
  assert.deepEqual(names(scenario), ['wf', 'wf.b', 'wf.c', 'wf.d']);
  scenario.run('wf.b');
  assert.deepEqual(scenario.outstanding(), ['wf.c(0:x)']);
  scenario.run('wf.c(0:x)');
  assert.deepEqual(scenario.outstanding(), ['wf.a']);
  scenario.run('wf.a');
  assert.equal(scenario.node('wf.f').phase, 'Skipped');
  assert.equal(runAll(scenario, 1), 1);
  assert.equal(scenario.state.phase, 'Succeeded');
});

test('the items of a loop come before the tasks behind it', () => {
  const task = { name: 'a', template: 'leaf' };
  const scenario = start([
    {
      name: 'main',
      parallelism: 1,
      dag: {
        tasks: [
          { ...task, withItems: ['x'] },
          { ...task, name: 'b' },
        ],
      },
    },
  ]);
  assert.deepEqual(scenario.outstanding(), ['wf.a(0:x)']);
  assert.equal(runAll(scenario, 1), 2);
});
