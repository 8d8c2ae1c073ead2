import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, Workflow } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';

const container = { image: 'busybox', command: ['sleep'], args: ['60'] };

function workflow(templates: Template[], spec: Partial<Workflow['spec']> = {}): Workflow {
  return { metadata: {}, spec: { entrypoint: templates[0]?.name ?? '', templates, ...spec } };
}

function fire(scenario: Scenario, timerId: string) {
  return scenario.send({ type: 'fireTimer', timerId });
}

function timers(scenario: Scenario): string[] {
  return [...scenario.state.timers.keys()].map((id) => id.replace(/^wf-\d+/, 'node'));
}

test("the workflow's deadline ends what runs; its handler, and the hook that had started, go on", () => {
  const scenario = new Scenario(
    workflow(
      [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'a',
                template: 'sleep',
                hooks: { running: { template: 'sleep', expression: 'steps.a.status == "Running"' } },
              },
              { name: 'wait', template: 'wait' },
              { name: 'queued', template: 'sleep' },
            ],
            [{ name: 'never', template: 'sleep' }],
          ],
        },
        { name: 'sleep', container },
        { name: 'wait', suspend: { duration: '1h' } },
      ],
      { activeDeadlineSeconds: 10, onExit: 'sleep' },
    ),
  );
  scenario.claim('wf[0].a');
  assert.equal(scenario.state.timers.get('deadline')?.at, scenario.state.startedAt + 10_000);
  fire(scenario, 'deadline');
  assert.equal(scenario.node('wf[0].queued').message, 'Step exceeded its deadline');
  assert.equal(scenario.node('wf[0].wait').phase, 'Failed');
  assert.equal(scenario.node('wf[0].wait').message, 'Step exceeded its deadline');
  assert.deepEqual(scenario.outstanding(), ['wf[0].a', 'wf[0].a.hooks.running']);
  scenario.finish('wf[0].a', { phase: 'Error', message: 'killed' });
  assert.equal(scenario.node('wf[0].a').message, 'Step exceeded its deadline');
  scenario.run('wf[0].a.hooks.running');
  assert.equal(scenario.node('wf[0].a.hooks.running').phase, 'Succeeded');
  assert.equal(scenario.node('wf').phase, 'Failed');
  scenario.run('wf.onExit');
  assert.equal(scenario.state.phase, 'Failed');
  assert.equal(scenario.state.timers.size, 0);
  assert.deepEqual(scenario.replayed(), scenario.state);
});

test('after the deadline nothing starts but handlers; a failure is not retried', () => {
  const scenario = new Scenario(
    workflow(
      [
        {
          name: 'main',
          dag: {
            tasks: [
              { name: 'a', template: 'again' },
              { name: 'b', template: 'sleep', depends: 'a.Failed', onExit: 'sleep' },
            ],
          },
        },
        { name: 'again', retryStrategy: { limit: 5 }, container },
        { name: 'sleep', container },
      ],
      { activeDeadlineSeconds: 2 },
    ),
  );
  scenario.claim('wf.a(0)');
  fire(scenario, 'deadline');
  scenario.finish('wf.a(0)', { phase: 'Failed', message: 'x' });
  assert.equal(
    scenario.node('wf.a').message,
    'retry exceeded workflow deadline 2026-11-24 00:00:03 +0000 UTC',
  );
  assert.equal(scenario.node('wf.b').message, 'Step exceeded its deadline');
  scenario.run('wf.b.onExit');
  assert.equal(scenario.state.phase, 'Failed');
});

test('a workflow that ends in time takes its deadline along', () => {
  const scenario = new Scenario(workflow([{ name: 'sleep', container }], { activeDeadlineSeconds: 10 }));
  scenario.run('wf');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(scenario.state.timers.size, 0);
  assert.equal(fire(scenario, 'deadline')?.ok, false);
});

test('activeDeadlineSeconds of a template count from the claim', () => {
  const scenario = new Scenario(
    workflow(
      [
        {
          name: 'sleep',
          inputs: { parameters: [{ name: 'seconds' }] },
          activeDeadlineSeconds: '{{inputs.parameters.seconds}}',
          container,
        },
      ],
      { arguments: { parameters: [{ name: 'seconds', value: '7' }] } },
    ),
  );
  assert.deepEqual(timers(scenario), []);
  scenario.claim('wf');
  assert.equal(scenario.state.timers.get('wf-active')?.at, scenario.state.lastAt + 7000);
  fire(scenario, 'wf-active');
  assert.equal(scenario.node('wf').phase, 'Running');
  scenario.finish('wf', { phase: 'Failed', message: 'main: Error (exit code 143)' });
  assert.equal(scenario.node('wf').message, 'Pod was active on the node longer than the specified deadline');
  assert.equal(scenario.state.phase, 'Failed');
});

test('activeDeadlineSeconds that are no number, or too few, are an Error of the node', () => {
  for (const [activeDeadlineSeconds, message] of [
    ['soon', 'strconv.ParseInt: parsing "soon": invalid syntax'],
    [0, 'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive'],
  ] as const) {
    const scenario = new Scenario(workflow([{ name: 'sleep', activeDeadlineSeconds, container }]));
    assert.equal(scenario.node('wf').phase, 'Error');
    assert.equal(scenario.node('wf').message, message);
  }
});

test('timeout: a node that is still Pending fails with it, and its group does; one that runs was active for too long', () => {
  const steps = (): Scenario =>
    new Scenario(
      workflow([
        { name: 'main', steps: [[{ name: 'a', template: 'sleep' }]] },
        { name: 'sleep', timeout: '5s', pendingTimeout: '3s', container },
      ]),
    );
  const pending = steps();
  assert.deepEqual(timers(pending), ['node-timeout', 'node-pending']);
  fire(pending, `${pending.node('wf[0].a').id}-timeout`);
  assert.equal(pending.node('wf[0].a').message, 'timeout');
  assert.equal(pending.node('wf[0]').message, 'timeout');
  assert.equal(pending.state.message, 'timeout');
  assert.deepEqual(timers(pending), []);

  const running = steps();
  running.claim('wf[0].a');
  assert.deepEqual(timers(running), ['node-timeout']);
  fire(running, `${running.node('wf[0].a').id}-timeout`);
  running.finish('wf[0].a', { phase: 'Succeeded' });
  assert.equal(running.node('wf[0].a').phase, 'Failed');
  assert.match(running.node('wf[0].a').message, /^Pod was active/);
  assert.match(running.node('wf[0]').message, /^child '.*' failed$/);
});

test('pendingTimeout: only while the node is Pending', () => {
  const scenario = new Scenario(workflow([{ name: 'sleep', pendingTimeout: '3s', container }]));
  fire(scenario, 'wf-pending');
  assert.equal(scenario.node('wf').message, 'timeout');
  assert.equal(scenario.state.phase, 'Failed');
});

test('each attempt of a retried template has its own timeout', () => {
  const scenario = new Scenario(
    workflow([{ name: 'sleep', timeout: '5s', retryStrategy: { limit: 1 }, container }]),
  );
  const [first] = scenario.state.timers.keys();
  scenario.claim('wf(0)');
  fire(scenario, first ?? '');
  scenario.finish('wf(0)', { phase: 'Succeeded' });
  assert.equal(scenario.state.timers.size, 1);
  scenario.run('wf(1)');
  assert.equal(scenario.state.phase, 'Succeeded');
  assert.equal(scenario.state.timers.size, 0);
});

test('a timeout that cannot be read is an Error of the node', () => {
  const scenario = new Scenario(workflow([{ name: 'sleep', timeout: '5 seconds', container }]));
  assert.match(scenario.node('wf').message, /^invalid timeout format unable to parse 5 seconds/);
  assert.equal(scenario.state.phase, 'Error');
});

test('a retry has what is left of maxDuration', () => {
  const backoff = { duration: '1s', maxDuration: '10s' };
  const scenario = new Scenario(
    workflow([{ name: 'sleep', retryStrategy: { limit: 3, backoff }, container }]),
  );
  const began = scenario.node('wf(0)').startedAt;
  assert.deepEqual(timers(scenario), []);
  scenario.run('wf(0)', { phase: 'Failed', message: 'x' });
  fire(scenario, 'wf-0');
  assert.deepEqual(timers(scenario), ['node-retries']);
  scenario.claim('wf(1)');
  const [timer] = scenario.state.timers.values();
  assert.equal(timer?.at, began + 10_000);
  fire(scenario, `${scenario.node('wf(1)').id}-retries`);
  scenario.finish('wf(1)', { phase: 'Failed', message: 'main: Error (exit code 143)' });
  assert.equal(scenario.node('wf(1)').message, 'Step exceeded its deadline');
  assert.deepEqual([...scenario.state.timers.keys()], ['wf-1'], 'it waits for the next');
});

test('a wait that no clock can tell is as long as a clock can tell', () => {
  const templates: Template[] = [
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'a', template: 'sleep' },
          { name: 'b', template: 'wait' },
        ],
      },
    },
    { name: 'sleep', timeout: '99999999999h', container },
    { name: 'wait', suspend: { duration: `${'9'.repeat(400)}s` } },
  ];
  const scenario = new Scenario(workflow(templates, { activeDeadlineSeconds: Number.MAX_SAFE_INTEGER }));
  const instants = [...scenario.state.timers.values()].map(({ at }) => at);
  assert.deepEqual(instants, [9_223_372_036_000, 9_223_372_036_000, 9_223_372_036_000]);
  const past = new Scenario(workflow([{ name: 'main', container }], { activeDeadlineSeconds: -(2 ** 50) }));
  assert.deepEqual(
    [...past.state.timers.values()].map(({ at }) => at),
    [0],
  );
});
