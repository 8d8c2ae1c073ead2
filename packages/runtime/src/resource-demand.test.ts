import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resourceDemand } from './resource-demand.ts';

test('a request that is not given is the limit', () => {
  assert.deepEqual(resourceDemand({ limits: { cpu: '250m', memory: '64Mi' }, requests: { cpu: '100m' } }), {
    limits: { nanoCpus: 250_000_000, memoryBytes: 67_108_864, gpus: undefined },
    requests: { nanoCpus: 100_000_000, memoryBytes: 67_108_864, gpus: undefined },
  });
  assert.deepEqual(resourceDemand(undefined), {
    limits: { nanoCpus: undefined, memoryBytes: undefined, gpus: undefined },
    requests: { nanoCpus: undefined, memoryBytes: undefined, gpus: undefined },
  });
});

test('what cannot be read is refused by its name', () => {
  assert.throws(() => resourceDemand({ limits: { memory: '64 MB' } }), {
    code: 'invalid_task',
    message: 'resources.limits.memory: "64 MB" is no quantity (try 500m, 64Mi)',
  });
  assert.throws(() => resourceDemand({ requests: { 'amd.com/gpu': '1' } }), {
    code: 'invalid_task',
    message:
      'resources.requests.amd.com/gpu: only cpu, memory, ephemeral-storage and nvidia.com/gpu are supported',
  });
});
