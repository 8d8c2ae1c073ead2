import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeStatus } from '@tiphys/spec';
import { groupResources } from './group-resources.ts';

const node = (id: string, rest: Partial<NodeStatus>): NodeStatus => ({
  id,
  name: id,
  displayName: id,
  type: 'DAG',
  phase: 'Succeeded',
  startedAt: null,
  finishedAt: null,
  ...rest,
});

const pod = (id: string, cpu: number, children: string[] = []): NodeStatus =>
  node(id, { type: 'Pod', resourcesDuration: { cpu, memory: 1 }, children });

test('a fulfilled node sums up the pods below it, each once; one that runs, and pods, nothing', () => {
  const nodes = [
    node('dag', { children: ['a'] }),
    pod('a', 1, ['b', 'c']),
    pod('b', 2, ['d']),
    pod('c', 4, ['d']),
    pod('d', 8),
    node('open', { phase: 'Running', children: ['d'] }),
    node('skipped', { phase: 'Skipped', type: 'Skipped' }),
  ];
  assert.deepEqual(groupResources(nodes), [
    { cpu: 15, memory: 4 },
    ...[undefined, undefined, undefined, undefined, undefined, undefined],
  ]);
});

test('where no pod has any there is nothing', () => {
  assert.deepEqual(groupResources([node('dag', { children: ['p'] }), node('p', { type: 'Pod' })]), [
    undefined,
    undefined,
  ]);
});
