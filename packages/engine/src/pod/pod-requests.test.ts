import assert from 'node:assert/strict';
import { test } from 'node:test';
import { podRequests, uncommonRequests } from './pod-requests.ts';

const asks = (cpu: string, memory = '0') => ({ resources: { requests: { cpu, memory } } });
const beside = (name: string, cpu: string) => ({ name, image: 'i', ...asks(cpu) });

test('containers beside each other add up, each before them counts alone', () => {
  const pod = {
    initContainers: [beside('i1', '2500m'), beside('i2', '1')],
    sidecars: [beside('s', '500m')],
  };
  assert.deepEqual(podRequests({ ...asks('1', '1Gi'), pod }), {
    milliCpu: 2_500,
    memoryBytes: 2 ** 30,
    gpus: 0,
  });
  assert.equal(podRequests({ ...asks('3'), pod }).milliCpu, 3_500);
  const set = { containers: [beside('a', '1'), beside('b', '250m')], retries: 0, retryDelayMs: 0 };
  assert.equal(podRequests({ ...asks('9'), pod: { set } }).milliCpu, 1_250);
});

test('a request that is not given is the limit; what is no quantity counts nothing', () => {
  const limits = { cpu: '2', 'nvidia.com/gpu': '1' };
  assert.deepEqual(podRequests({ resources: { limits, requests: { cpu: '100m', memory: 'much' } } }), {
    milliCpu: 100,
    memoryBytes: 0,
    gpus: 1,
  });
  assert.deepEqual(podRequests({}), { milliCpu: 0, memoryBytes: 0, gpus: 0 });
});

test('what every agent has is nothing to look for', () => {
  assert.equal(uncommonRequests(asks('1', '1Gi')), undefined);
  assert.deepEqual(uncommonRequests(asks('1001m')), { milliCpu: 1_001, memoryBytes: 0, gpus: 0 });
  assert.equal(uncommonRequests(asks('0', '1025Mi'))?.memoryBytes, 1_025 * 2 ** 20);
});
