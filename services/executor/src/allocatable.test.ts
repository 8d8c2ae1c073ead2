import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agentTaints } from './agent-taints.ts';
import { readAllocatable } from './allocatable.ts';

const GIB = 2 ** 30;
const host = { cpus: 4, memoryBytes: 8 * GIB };

test('an agent has what its host has, or what it is told', () => {
  assert.deepEqual(readAllocatable([], host), {
    allocatable: { milliCpu: 4_000, memoryBytes: 8 * GIB, gpus: 0 },
  });
  assert.deepEqual(readAllocatable(['cpu=1500m', 'memory=2Gi', 'nvidia.com/gpu=2'], host), {
    allocatable: { milliCpu: 1_500, memoryBytes: 2 * GIB, gpus: 2 },
  });
  assert.deepEqual(readAllocatable([], { cpus: 1, memoryBytes: GIB / 2 }), {
    allocatable: { milliCpu: 1_000, memoryBytes: GIB, gpus: 0 },
  });
});

test('what cannot be read is named', () => {
  const problemOf = (...texts: string[]) => {
    const read = readAllocatable(texts, host);
    return 'problem' in read ? read.problem : undefined;
  };
  assert.equal(problemOf('cpu'), '"cpu" is not like cpu=8, memory=32Gi');
  assert.equal(problemOf('cpu=8 cores'), '"cpu=8 cores" is not like cpu=8, memory=32Gi');
  assert.equal(problemOf('disk=1Gi'), '"disk=1Gi": only cpu, memory and nvidia.com/gpu are known');
  assert.equal(problemOf('memory=512Mi'), 'memory: an agent has at least one processor and 1Gi');
});

test('taints as kubectl writes them', () => {
  assert.deepEqual(agentTaints(['dedicated=gpu:NoSchedule', 'spot:NoExecute', 'a=b=c:PreferNoSchedule']), {
    taints: [
      { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' },
      { key: 'spot', value: '', effect: 'NoExecute' },
      { key: 'a', value: 'b=c', effect: 'PreferNoSchedule' },
    ],
  });
  for (const wrong of ['spot', 'spot:Never', ':NoSchedule', '=x:NoSchedule']) {
    assert.deepEqual(agentTaints([wrong]), { wrong });
  }
});
