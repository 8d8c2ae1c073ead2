import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NodeStatus } from '@tiphys/spec';
import fc from 'fast-check';
import { groupProgress } from './progress.ts';

type Node = Pick<NodeStatus, 'id' | 'type' | 'progress' | 'children'>;

/** Argo's way: for each node a walk over everything below, each node once. */
function walked(nodes: readonly Node[]): (string | undefined)[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.map((node) => {
    if (node.type === 'Pod') return undefined;
    const seen = new Set<string>();
    const open = [...(node.children ?? [])];
    let done = 0;
    let total = 0;
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const child = byId.get(id);
      if (child === undefined || seen.has(id)) continue;
      seen.add(id);
      open.push(...(child.children ?? []));
      if (child.type !== 'Pod') continue;
      total += 1;
      if (child.progress === '1/1') done += 1;
    }
    return total === 0 ? undefined : `${done}/${total}`;
  });
}

const anyGraph = fc
  .array(
    fc.record({ pod: fc.boolean(), done: fc.boolean(), parents: fc.array(fc.nat(), { maxLength: 2 }) }),
    {
      minLength: 1,
      maxLength: 25,
    },
  )
  .map((plans) => {
    const nodes: Required<Node>[] = plans.map(({ pod, done }, index) => ({
      id: `n${index}`,
      type: pod ? 'Pod' : 'StepGroup',
      progress: pod ? (done ? '1/1' : '0/1') : '',
      children: ['a-node-that-is-not-there'],
    }));
    for (const [index, { parents }] of plans.entries()) {
      if (index === 0) continue;
      for (const parent of new Set(parents.map((p) => p % index))) nodes[parent]!.children.push(`n${index}`);
    }
    return nodes;
  });

test('the sums are those of a walk over everything below, in any order of the nodes', () => {
  fc.assert(
    fc.property(anyGraph, fc.boolean(), (nodes, reversed) => {
      const list = reversed ? nodes.toReversed() : nodes;
      assert.deepEqual(groupProgress(list), walked(list));
    }),
  );
});

test('a chain of 20,000 steps is summed up in one pass', () => {
  const nodes: Node[] = [];
  for (let index = 0; index < 20_000; index += 1) {
    nodes.push({ id: `g${index}`, type: 'StepGroup', children: [`s${index}`] });
    nodes.push({ id: `s${index}`, type: 'Pod', progress: '1/1', children: [`g${index + 1}`] });
  }
  const started = performance.now();
  assert.equal(groupProgress(nodes)[0], '20000/20000');
  assert.ok(performance.now() - started < 2000, 'linear, not quadratic');
});
