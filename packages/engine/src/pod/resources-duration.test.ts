import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../testing/scenario.ts';
import { leaf, workflow } from '../testing/workflows.ts';
import { resourcesDuration } from './resources-duration.ts';

const resources = (requests?: Record<string, string>, limits?: Record<string, string>) => ({
  resources: { ...(requests === undefined ? {} : { requests }), ...(limits === undefined ? {} : { limits }) },
});

test("Argo's example: three minutes with limits", () => {
  const limits = { cpu: '2000m', memory: '1Gi', 'nvidia.com/gpu': '1' };
  assert.deepEqual(resourcesDuration(resources(undefined, limits), 180_000), {
    cpu: 360,
    memory: 1843,
    'nvidia.com/gpu': 180,
  });
});

test('without requests the defaults, with both the requests; whole seconds, rounded down', () => {
  assert.deepEqual(resourcesDuration({}, 59_999), { cpu: 5, memory: 59 });
  assert.deepEqual(resourcesDuration({}, 9_999), { cpu: 0, memory: 9 });
  assert.deepEqual(resourcesDuration(resources({ cpu: '1' }, { cpu: '4', memory: '50Mi' }), 120_000), {
    cpu: 120,
    memory: 60,
  });
  assert.deepEqual(resourcesDuration(resources({ 'ephemeral-storage': '20Gi' }), 10_000), {
    cpu: 1,
    memory: 10,
    'ephemeral-storage': 20,
  });
});

test('containers beside the main one, and those of a set, count each', () => {
  const container = { name: 'a', image: 'i', ...resources({ cpu: '1' }) };
  assert.deepEqual(resourcesDuration({ pod: { sidecars: [container, { name: 'b', image: 'i' }] } }, 10_000), {
    cpu: 12,
    memory: 30,
  });
  const set = { containers: [container, container], retries: 0, retryDelayMs: 0 };
  assert.deepEqual(resourcesDuration({ pod: { set } }, 10_000), { cpu: 20, memory: 20 });
});

test('a pod has what it had since an agent took it, and its metrics know that', () => {
  const metrics = {
    prometheus: [
      {
        name: 'used',
        help: 'h',
        gauge: { value: '{{resourcesDuration.memory}}{{resourcesDuration.cpu}}' },
      },
    ],
  };
  const container = { image: 'busybox', ...resources({ cpu: '3' }) };
  const scenario = new Scenario(workflow({ templates: [{ ...leaf, name: 'main', container, metrics }] }));
  const name = scenario.outstanding()[0] ?? '';
  // A second lies between claim and end.
  scenario.run(name);
  assert.deepEqual(scenario.node(name).resourcesDuration, { cpu: 3, memory: 1 });
  const events = scenario.history.flatMap((transition) => transition.events);
  const emitted = events.filter((event) => event.type === 'metricsEmitted');
  assert.match(JSON.stringify(emitted), /"value":13\b/);
});
