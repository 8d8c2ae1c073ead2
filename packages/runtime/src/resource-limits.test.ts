import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceLimits } from './resource-limits.ts';

test('the limits of a container', () => {
  const resources = {
    limits: { cpu: '250m', memory: '64Mi' },
    requests: { cpu: '100m', 'nvidia.com/gpu': '1' },
  };
  const expected = { nanoCpus: 250_000_000, memoryBytes: 67_108_864, gpus: undefined };
  assert.deepEqual(resourceLimits(resources), expected);
  const none = { nanoCpus: undefined, memoryBytes: undefined, gpus: undefined };
  assert.deepEqual(resourceLimits(undefined), none);
});

test('what cannot be read is refused by its name', () => {
  assert.throws(() => resourceLimits({ limits: { memory: '64 MB' } }), {
    code: 'invalid_task',
    message: 'resources.limits.memory: "64 MB" is no quantity (try 500m, 64Mi)',
  });
  assert.throws(() => resourceLimits({ requests: { 'amd.com/gpu': '1' } }), {
    code: 'invalid_task',
    message:
      'resources.requests.amd.com/gpu: only cpu, memory, ephemeral-storage and nvidia.com/gpu are supported',
  });
});
