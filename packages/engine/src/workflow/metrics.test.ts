import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Prometheus, Template } from '@tiphys/spec';
import type { MetricsEmitted } from '../events.ts';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

function measured(...prometheus: Prometheus[]): Template {
  return {
    name: 'main',
    inputs: { parameters: [{ name: 'size', value: 'small' }] },
    container: { image: 'busybox', command: ['true'] },
    metrics: { prometheus },
  };
}

function emitted(scenario: Scenario): MetricsEmitted[] {
  return scenario.history.flatMap(({ events }) => events.filter((event) => event.type === 'metricsEmitted'));
}

test('a node that has ended tells what its template measures', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        measured(
          {
            name: 'ended',
            help: 'how many ended',
            labels: [{ key: 'size', value: '{{inputs.parameters.size}}' }],
            counter: { value: '1' },
          },
          { name: 'failed', help: 'h', when: '{{status}} == Failed', counter: { value: '1' } },
          { name: 'code', help: 'h', gauge: { value: '{{exitCode}}', operation: 'Add' } },
          { name: 'took', help: 'h', histogram: { value: '{{duration}}', buckets: [1, 2] } },
        ),
      ],
    }),
  );
  scenario.claim('wf');
  assert.deepEqual(emitted(scenario), []);
  scenario.finish('wf', { phase: 'Succeeded', outputs: { exitCode: '0' } });
  const [{ samples, problems } = assert.fail()] = emitted(scenario);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    samples.map(({ name, kind, labels, operation, buckets }) => ({ name, kind, labels, operation, buckets })),
    [
      {
        name: 'ended',
        kind: 'counter',
        labels: [{ key: 'size', value: 'small' }],
        operation: undefined,
        buckets: undefined,
      },
      { name: 'code', kind: 'gauge', labels: [], operation: 'Add', buckets: undefined },
      { name: 'took', kind: 'histogram', labels: [], operation: undefined, buckets: [1, 2] },
    ],
  );
});

test('a realtime gauge is told at the beginning and at the end', () => {
  const gauge = { name: 'd', help: 'h', gauge: { realtime: true, value: '{{duration}}' } };
  const scenario = new Scenario(workflow({ templates: [measured(gauge)] }));
  const started = scenario.node('wf').startedAt;
  assert.deepEqual(emitted(scenario)[0]?.samples[0]?.since, started);
  scenario.run('wf');
  const last = emitted(scenario).at(-1)?.samples[0];
  assert.equal(last?.since, undefined);
  assert.equal(last?.value, (scenario.node('wf').finishedAt - started) / 1000);
});

test('each attempt is told once, the last one as the Retry node', () => {
  const counter = { name: 'tries', help: '{{retries}}', counter: { value: '1' } };
  const template = { ...measured({ ...counter, help: 'h' }), retryStrategy: { limit: 3 } };
  const scenario = new Scenario(workflow({ templates: [template] }));
  scenario.fail('wf(0)');
  assert.equal(emitted(scenario).length, 1);
  scenario.run('wf(1)');
  assert.equal(emitted(scenario).length, 2);
});

test('the metrics of the workflow are told when it has ended', () => {
  const scenario = new Scenario(
    workflow({
      templates: [measured()],
      metrics: {
        prometheus: [
          {
            name: 'all',
            help: 'h',
            labels: [{ key: 's', value: '{{workflow.status}}' }],
            counter: { value: '1' },
          },
        ],
      },
    }),
  );
  scenario.fail('wf');
  assert.deepEqual(emitted(scenario).at(-1)?.samples[0]?.labels, [{ key: 's', value: 'Failed' }]);
});

test('what cannot be measured is said, and stops nothing', () => {
  const scenario = new Scenario(
    workflow({
      templates: [
        measured(
          { name: 'a', counter: { value: '1' } },
          { name: 'b', help: 'h', counter: { value: 'many' } },
          { name: 'c', help: 'h', counter: { value: '{{nothing}}' } },
          { name: 'd', help: 'h', gauge: { realtime: true, value: '{{status}}' } },
        ),
      ],
    }),
  );
  scenario.run('wf');
  assert.equal(scenario.state.phase, 'Succeeded');
  const { problems } = emitted(scenario).at(-1) ?? assert.fail();
  assert.deepEqual(problems.length, 4);
  assert.match(problems[1] ?? '', /"many" is no number/);
});
