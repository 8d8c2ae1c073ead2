import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Toleration } from '@tiphys/spec';
import type { Placement } from './container-task.ts';
import { isReserved, matchesPlacement, placementProblems, type Taint } from './placement-match.ts';

function agent(labels: Record<string, string>, pool = 'default') {
  return { agentId: 'agent-1', pool, labels };
}

test('which agents match', () => {
  const one = (operator: string, ...values: string[]): Placement => ({
    terms: [{ matchExpressions: [{ key: 'n', operator, values }] }],
  });
  const cases: [Placement, Record<string, string>, boolean][] = [
    [{ labels: { a: '1' } }, { a: '1', b: '2' }, true],
    [{ labels: { a: '1' } }, { a: '2' }, false],
    [{ labels: { ['__proto__']: '1' } }, {}, false],
    [one('In', '1', '2'), { n: '2' }, true],
    [one('In', '1'), {}, false],
    [one('NotIn', '1'), {}, true],
    [one('NotIn', '1'), { n: '1' }, false],
    [one('Exists'), { n: '' }, true],
    [one('DoesNotExist'), { n: '' }, false],
    [one('Gt', '3'), { n: '10' }, true],
    [one('Gt', '3'), { n: 'x' }, false],
    [one('Lt', '3'), { n: '2' }, true],
    [one('Is'), { n: '2' }, false],
    [{ terms: [] }, {}, false],
    [{ terms: [{}] }, {}, false],
    [
      { terms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['h1'] }] }] },
      { 'kubernetes.io/hostname': 'h1' },
      true,
    ],
    [{ agentId: 'agent-1' }, {}, true],
    [{ agentId: 'agent-2' }, {}, false],
  ];
  for (const [placement, labels, expected] of cases) {
    assert.equal(matchesPlacement(placement, agent(labels)), expected, JSON.stringify([placement, labels]));
  }
});

test('an agent of a pool of its own takes only what asks for the pool', () => {
  const labels = { disk: 'ssd' };
  assert.equal(matchesPlacement({ labels }, agent(labels, 'large')), false);
  assert.equal(
    matchesPlacement({ labels: { ...labels, 'tiphys.io/pool': 'large' } }, agent(labels, 'large')),
    true,
  );
  assert.equal(matchesPlacement({ labels: { 'tiphys.io/pool': 'large' } }, agent(labels)), false);
});

const dedicated: Taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };

test('a taint keeps away what does not tolerate it', () => {
  const cases: [Toleration, boolean][] = [
    [{ key: 'dedicated', value: 'gpu' }, true],
    [{ key: 'dedicated', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }, true],
    [{ key: 'dedicated', operator: 'Exists' }, true],
    [{ operator: 'Exists' }, true],
    [{ key: 'dedicated', value: 'cpu' }, false],
    [{ key: 'dedicated' }, false],
    [{ key: 'other', operator: 'Exists' }, false],
    [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }, false],
    [{ key: 'dedicated', operator: 'Like', value: 'gpu' }, false],
  ];
  const tainted = { ...agent({ a: '1' }), taints: [dedicated] };
  for (const [toleration, expected] of cases) {
    const placement = { labels: { a: '1' }, tolerations: [toleration] };
    assert.equal(matchesPlacement(placement, tainted), expected, JSON.stringify(toleration));
  }
  assert.ok(matchesPlacement({ tolerations: [{ operator: 'Exists' }] }, agent({})), 'no taint need be there');
  assert.ok(matchesPlacement({ agentId: 'agent-1' }, tainted), 'what is there already is not kept away');
  assert.ok(isReserved([dedicated]));
  assert.ok(!isReserved([{ ...dedicated, effect: 'PreferNoSchedule' }]));
});

test('what is requested must be there; an agent that says nothing of it takes all', () => {
  const allocatable = { milliCpu: 4_000, memoryBytes: 2 ** 32, gpus: 0 };
  const requests = { milliCpu: 4_000, memoryBytes: 2 ** 32, gpus: 0 };
  assert.ok(matchesPlacement({ requests }, { ...agent({}), allocatable }));
  assert.deepEqual(
    placementProblems(
      { requests: { milliCpu: 4_001, memoryBytes: 2 ** 33, gpus: 1 } },
      { ...agent({}), allocatable },
    ),
    ['Insufficient cpu', 'Insufficient memory', 'Insufficient nvidia.com/gpu'],
  );
  assert.ok(matchesPlacement({ requests: { ...requests, gpus: 8 } }, agent({})));
});

test('why an agent may not, one reason of a kind', () => {
  const tainted = { ...agent({}), taints: [dedicated] };
  assert.deepEqual(placementProblems({ labels: { a: '1' } }, tainted), [
    'agent(s) had untolerated taint {dedicated: gpu}',
  ]);
  assert.deepEqual(placementProblems({ labels: { a: '1' } }, agent({})), [
    "agent(s) didn't match Pod's node affinity/selector",
  ]);
});
