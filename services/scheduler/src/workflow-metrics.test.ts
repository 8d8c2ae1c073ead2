import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MetricSample } from '@tiphys/engine';
import { silentLogger } from '@tiphys/service-kit';
import { WorkflowMetrics } from './workflow-metrics.ts';

function recorded(now: () => number, ...samples: Partial<MetricSample>[]): WorkflowMetrics {
  const metrics = new WorkflowMetrics(now, silentLogger);
  for (const sample of samples) {
    metrics.record({
      commandId: 'c',
      at: 0,
      agenda: [],
      events: [
        {
          type: 'metricsEmitted',
          problems: [],
          samples: [{ name: 'm', help: 'h', labels: [], kind: 'counter', value: 1, ...sample }],
        },
      ],
    });
  }
  return metrics;
}

test('counters add up by label, gauges are set, raised and lowered', async () => {
  const a = [{ key: 'state', value: 'a' }];
  const text = await recorded(
    () => 0,
    { labels: a },
    { labels: a, value: 2 },
    { name: 'g', kind: 'gauge', value: 10 },
    { name: 'g', kind: 'gauge', value: 3, operation: 'Sub' },
    { name: 'g', kind: 'gauge', value: 1, operation: 'Add' },
  ).text();
  assert.match(text, /^argo_workflows_m\{state="a"\} 3$/m);
  assert.match(text, /^argo_workflows_g 8$/m);
});

test('a histogram has the buckets that it names', async () => {
  const histogram = { kind: 'histogram' as const, buckets: [1, 5] };
  const text = await recorded(() => 0, { ...histogram, value: 2 }, { ...histogram, value: 9 }).text();
  assert.match(text, /^argo_workflows_m_bucket\{le="1"\} 0$/m);
  assert.match(text, /^argo_workflows_m_bucket\{le="5"\} 1$/m);
  assert.match(text, /^argo_workflows_m_count 2$/m);
});

test('a realtime gauge goes on until it is set', async () => {
  let now = 5_000;
  const gauge = { name: 'd', kind: 'gauge' as const };
  const metrics = recorded(() => now, { ...gauge, value: 0, since: 1_000 });
  assert.match(await metrics.text(), /^argo_workflows_d 4$/m);
  now = 9_000;
  assert.match(await metrics.text(), /^argo_workflows_d 8$/m);
});

test('what is another kind already, or has other labels, is left out', async () => {
  const text = await recorded(
    () => 0,
    { value: 1 },
    { kind: 'gauge', value: 7 },
    { labels: [{ key: 'other', value: 'x' }] },
  ).text();
  assert.match(text, /^argo_workflows_m 1$/m);
});
