import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RetryStrategy, Template, TemplateCall } from '@tiphys/spec';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';

const flaky = (retryStrategy: RetryStrategy, rest: Partial<Template> = {}): Template => ({
  name: 'flaky',
  container: { image: 'busybox', command: ['echo'], args: ['{{retries}} {{lastRetry.exitCode}}'] },
  retryStrategy,
  ...rest,
});

function dagOf(template: Template, call: Partial<TemplateCall> = {}): Scenario {
  const tasks = [
    { name: 'a', template: 'flaky', ...call },
    { name: 'b', template: leaf.name, dependencies: ['a'] },
  ];
  return new Scenario(workflow({ templates: [{ name: 'main', dag: { tasks } }, template] }));
}

test('attempts follow one another below a Retry node, until one succeeds', () => {
  const scenario = dagOf(flaky({ limit: '2' }));
  assert.deepEqual(scenario.node('wf.a(0)').nodeFlag, { retried: true });
  assert.deepEqual(scenario.attempt('wf.a(0)').task.args, ['0 0']);
  scenario.fail('wf.a(0)', 7);
  assert.deepEqual(scenario.attempt('wf.a(1)').task.args, ['1 7']);
  scenario.run('wf.a(1)', { phase: 'Succeeded', outputs: { exitCode: '0', result: 'x' } });
  assert.equal(scenario.node('wf.a').outputs?.result, 'x');
  scenario.run('wf.b');
  assert.equal(
    scenario.tree(),
    [
      'wf Succeeded',
      'wf DAG Succeeded',
      '  wf.a Retry Succeeded',
      '    wf.a(0) Pod Failed: main: Error (exit code 1)'.replace('code 1', 'code 7'),
      '    wf.a(1) Pod Succeeded',
      '      wf.b Pod Succeeded',
    ].join('\n'),
  );
});

test('exhausted retries fail the workflow, also with a handler and a dependant', () => {
  const scenario = dagOf(flaky({ limit: 1 }), { onExit: leaf.name });
  scenario.fail('wf.a(0)');
  scenario.fail('wf.a(1)');
  assert.equal(scenario.node('wf.a').message, 'No more retries left');
  // One handler, after the last attempt, below the Retry node.
  assert.deepEqual(scenario.outstanding(), ['wf.a.onExit']);
  scenario.run('wf.a.onExit');
  assert.equal(scenario.node('wf.b').phase, 'Omitted');
  assert.equal(scenario.state.phase, 'Failed');
  assert.deepEqual(
    scenario.node('wf.a').children.map((id) => scenario.state.nodes.get(id)?.name),
    ['wf.a(0)', 'wf.a(1)', 'wf.a.onExit'],
  );
});

const POLICIES: [RetryStrategy, { failed: boolean; error: boolean }][] = [
  [{ limit: 1 }, { failed: true, error: false }],
  [
    { limit: 1, retryPolicy: 'OnFailure' },
    { failed: true, error: false },
  ],
  [
    { limit: 1, retryPolicy: 'OnError' },
    { failed: false, error: true },
  ],
  [
    { limit: 1, retryPolicy: 'Always' },
    { failed: true, error: true },
  ],
  [
    { limit: 1, expression: 'true' },
    { failed: true, error: true },
  ],
];
for (const [strategy, expected] of POLICIES) {
  test(`what is retried with ${JSON.stringify(strategy)}`, () => {
    const failed = dagOf(flaky(strategy));
    failed.fail('wf.a(0)');
    assert.equal(failed.outstanding().includes('wf.a(1)'), expected.failed);
    const error = dagOf(flaky(strategy));
    error.run('wf.a(0)', { phase: 'Error', message: 'no such image' });
    assert.equal(error.outstanding().includes('wf.a(1)'), expected.error);
    if (!expected.error) assert.equal(error.node('wf.a').message, 'no such image');
  });
}

test('the expression sees how the last attempt ended', () => {
  const strategy = { limit: 5, expression: "asInt(lastRetry.exitCode) == 2 && lastRetry.status == 'Failed'" };
  const scenario = dagOf(flaky(strategy));
  scenario.fail('wf.a(0)', 2);
  scenario.fail('wf.a(1)', 3);
  assert.equal(scenario.node('wf.a').message, 'retryStrategy.expression evaluated to false');
  const wrong = dagOf(flaky({ limit: 5, expression: 'nonsense(' }));
  wrong.fail('wf.a(0)');
  assert.equal(wrong.node('wf.a').phase, 'Error');
});

test('a limit may come from an input; one that is no number is an Error', () => {
  const inputs = { parameters: [{ name: 'n', default: '1' }] };
  const scenario = dagOf(flaky({ limit: '{{inputs.parameters.n}}' }, { inputs }));
  scenario.fail('wf.a(0)');
  scenario.fail('wf.a(1)');
  assert.equal(scenario.node('wf.a').message, 'No more retries left');
  const wrong = dagOf(flaky({ limit: 'many' }));
  wrong.fail('wf.a(0)');
  assert.equal(wrong.node('wf.a').message, 'strconv.ParseInt: parsing "many": invalid syntax');
});

test('steps are retried whole; the strategy of the workflow holds where a template has none', () => {
  const scenario = new Scenario(
    workflow({
      retryStrategy: { limit: 1 },
      templates: [
        { name: 'main', retryStrategy: { limit: 0 }, steps: [[{ name: 's', template: leaf.name }]] },
      ],
    }),
  );
  scenario.fail('wf(0)[0].s(0)');
  scenario.run('wf(0)[0].s(1)');
  assert.equal(
    scenario.tree(),
    [
      'wf Succeeded',
      'wf Retry Succeeded',
      '  wf(0) Steps Succeeded',
      '    wf(0)[0] StepGroup Succeeded',
      '      wf(0)[0].s Retry Succeeded',
      '        wf(0)[0].s(0) Pod Failed: main: Error (exit code 1)',
      '        wf(0)[0].s(1) Pod Succeeded',
    ].join('\n'),
  );
});

test('stop ends the retrying; a lost agent costs an attempt where errors are retried', () => {
  const stopped = dagOf(flaky({ limit: 5 }));
  stopped.claim('wf.a(0)');
  stopped.send({ type: 'stopWorkflow' });
  stopped.finish('wf.a(0)', { phase: 'Failed', message: 'killed' });
  assert.equal(stopped.node('wf.a').message, "Stopped with strategy 'Stop'");
  assert.equal(stopped.state.phase, 'Failed');
  const lost = dagOf(flaky({ limit: 5, retryPolicy: 'OnError' }));
  lost.claim('wf.a(0)');
  lost.send({ type: 'failLostAgent', agentId: 'agent-1' });
  assert.deepEqual(lost.outstanding(), ['wf.a(1)']);
});

test('a backoff waits for a timer, longer each time, and no more than its cap', () => {
  const scenario = dagOf(flaky({ limit: 5, backoff: { duration: '2', factor: '3', cap: '10s' } }));
  const waits: (string | number)[] = [];
  for (let index = 0; index < 3; index += 1) {
    scenario.fail(`wf.a(${index})`);
    const [timer] = scenario.state.timers;
    assert.deepEqual(scenario.outstanding(), []);
    waits.push(
      (timer?.[1].at ?? 0) - scenario.node(`wf.a(${index})`).finishedAt,
      scenario.node('wf.a').message,
    );
    scenario.send({ type: 'fireTimer', timerId: timer?.[0] ?? '' });
    assert.equal(scenario.node('wf.a').message, '');
  }
  assert.deepEqual(waits, [
    2000,
    'Backoff for 2 seconds',
    6000,
    'Backoff for 6 seconds',
    10_000,
    'Backoff for 10 seconds',
  ]);
  assert.deepEqual(scenario.outstanding(), ['wf.a(3)']);
});

const ENDS: [RetryStrategy['backoff'], string, string][] = [
  [{ duration: '10', maxDuration: '5s' }, 'Failed', 'Backoff would exceed max duration limit'],
  [{ duration: '1', maxDuration: '1ms' }, 'Failed', 'Max duration limit exceeded'],
  [{ factor: 2 }, 'Error', 'no base duration specified for retryStrategy'],
  [{ duration: 'soon' }, 'Error', 'unable to parse soon as a duration: time: invalid duration "soon"'],
];
for (const [backoff = {}, phase, message] of ENDS) {
  test(`a backoff that ends the retrying: ${JSON.stringify(backoff)}`, () => {
    const scenario = dagOf(flaky({ limit: 5, backoff }));
    scenario.fail('wf.a(0)');
    assert.equal(`${scenario.node('wf.a').phase}: ${scenario.node('wf.a').message}`, `${phase}: ${message}`);
    assert.equal(scenario.state.timers.size, 0);
  });
}

test('nobody waits where nothing is to be retried; stop and terminate end the waiting', () => {
  const last = dagOf(flaky({ limit: 0, backoff: { duration: '1h' } }));
  last.fail('wf.a(0)');
  assert.equal(last.node('wf.a').message, 'No more retries left');
  for (const type of ['stopWorkflow', 'terminateWorkflow'] as const) {
    const scenario = dagOf(flaky({ limit: 5, backoff: { duration: '1h' } }));
    scenario.fail('wf.a(0)');
    const [timerId = ''] = scenario.state.timers.keys();
    scenario.send({ type });
    assert.equal(scenario.state.timers.size, 0);
    assert.equal(scenario.state.phase, 'Failed');
    assert.equal(scenario.send({ type: 'fireTimer', timerId })?.code, 'superseded');
  }
});

test('what a call with retries tells of itself is what its last attempt tells', () => {
  const steps = [
    [{ name: 'a', template: 'flaky' }],
    [{ name: 'b', template: 'takes', arguments: { parameters: [{ name: 'id', value: '{{steps.a.id}}' }] } }],
  ];
  const takes: Template = { ...leaf, name: 'takes', inputs: { parameters: [{ name: 'id' }] } };
  const templates = [{ name: 'main', steps }, flaky({ limit: 1 }), takes];
  const scenario = new Scenario(workflow({ templates }));
  scenario.fail('wf[0].a(0)');
  scenario.run('wf[0].a(1)');
  const { inputs } = scenario.node('wf[1].b');
  assert.equal(inputs?.parameters?.[0]?.value, scenario.node('wf[0].a(1)').id);
});
