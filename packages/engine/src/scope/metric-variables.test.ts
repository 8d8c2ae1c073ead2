import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

/** Of a template with a retry that has run twice, a second each, as Argo's docs/variables.md lists them. */
const OF_A_TEMPLATE: readonly (readonly [string, string | RegExp])[] = [
  ['status', 'Succeeded'],
  ['duration', /^\d\.000000$/],
  ['exitCode', '0'],
  ['retries', '1'],
  ['inputs.parameters.size', '5'],
  ['outputs.result', 'done'],
  ['outputs.parameters.made', '7'],
  ['workflow.name', 'wf'],
  ['workflow.parameters.word', 'hello'],
  // As in Argo: the attempts have them, and the node around them only once that is told.
  ['resourcesDuration.cpu', '0'],
  ['resourcesDuration.memory', '0'],
];

const OF_A_POD: readonly (readonly [string, string | RegExp])[] = [
  ['status', 'Succeeded'],
  ['resourcesDuration.cpu', '2'],
  ['resourcesDuration.memory', '1'],
];

const OF_A_WORKFLOW: readonly (readonly [string, string | RegExp])[] = [
  ['workflow.status', 'Succeeded'],
  ['workflow.duration', /^\d+\.\d{6}$/],
  ['workflow.parameters.word', 'hello'],
  ['status', 'Succeeded'],
];

type Table = typeof OF_A_POD;

const metrics = (name: string, table: Table) => ({
  prometheus: [
    {
      name,
      help: 'h',
      labels: table.map(([variable], place) => ({ key: `v${place}`, value: `{{${variable}}}` })),
      counter: { value: '1' },
    },
  ],
});

test('every variable of a metric', () => {
  const container = { image: 'busybox', command: ['true'], resources: { requests: { cpu: '2' } } };
  const scenario = new Scenario(
    workflow({
      arguments: { parameters: [{ name: 'word', value: 'hello' }] },
      metrics: metrics('of_workflow', OF_A_WORKFLOW),
      templates: [
        {
          name: 'main',
          steps: [
            [
              {
                name: 'work',
                template: 'work',
                arguments: { parameters: [{ name: 'size', value: '5' }] },
              },
              { name: 'pod', template: 'pod' },
            ],
          ],
        },
        {
          name: 'work',
          inputs: { parameters: [{ name: 'size' }] },
          retryStrategy: { limit: 2 },
          outputs: { parameters: [{ name: 'made', valueFrom: { path: '/made' } }] },
          metrics: metrics('of_template', OF_A_TEMPLATE),
          script: { ...container, source: 'work' },
        },
        { name: 'pod', metrics: metrics('of_pod', OF_A_POD), container },
      ],
    } as never),
  );
  scenario.run('wf[0].pod');
  scenario.fail('wf[0].work(0)');
  scenario.run('wf[0].work(1)', {
    phase: 'Succeeded',
    outputs: { exitCode: '0', result: 'done', parameters: [{ name: 'made', value: '7' }] },
  });
  const events = scenario.history.flatMap((transition) => transition.events);
  const emitted = events.flatMap((event) => (event.type === 'metricsEmitted' ? [event] : []));
  // A failed attempt is told of too, and has no retries, as in Argo.
  assert.deepEqual(
    emitted.flatMap(({ problems }) => problems),
    ["unable to substitute parameters for metric 'of_template': failed to resolve {{retries}}"],
  );
  for (const [name, table] of [
    ['of_template', OF_A_TEMPLATE],
    ['of_pod', OF_A_POD],
    ['of_workflow', OF_A_WORKFLOW],
  ] as const) {
    const found = emitted.flatMap(({ samples }) => samples).filter((sample) => sample.name === name);
    assert.equal(found.length, 1, name);
    const values = new Map(found[0]?.labels.map(({ key, value }) => [key, value]));
    for (const [place, [variable, expected]] of table.entries()) {
      const value = values.get(`v${place}`) ?? '';
      if (typeof expected === 'string') assert.equal(value, expected, `${name}: ${variable}`);
      else assert.match(value, expected, `${name}: ${variable}`);
    }
  }
});
