import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkflowChange } from '@tiphys/read-model';
import fc from 'fast-check';
import { ChangeRing } from './change-ring.ts';

function change(version: number, nodes: number): WorkflowChange {
  const node = { id: 'n', name: 'n', displayName: 'n', type: 'Pod', phase: 'Running' } as const;
  return {
    version,
    previous: version - 1,
    uid: 'u',
    namespace: 'argo',
    name: 'w',
    phaseBefore: 'Running',
    deleted: false,
    patch: { metadata: {}, status: { startedAt: null, finishedAt: null } },
    nodes: Array.from({ length: nodes }, () => ({
      node: { ...node, startedAt: null, finishedAt: null },
      parentIds: [],
    })),
  };
}

test('a page is complete or undefined, and the ring is bounded', () => {
  const step = fc.record({
    skip: fc.nat(2),
    overlap: fc.nat(3),
    changes: fc.array(fc.nat(4), { maxLength: 5 }),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 30 }),
      fc.nat(60),
      fc.integer({ min: 1, max: 5 }),
      (steps, after, limit) => {
        const limits = { changes: 6, nodes: 12 };
        const ring = new ChangeRing(limits);
        /** Everything that was pushed, and where a gap was. */
        let all: WorkflowChange[] = [];
        let known = 0;
        for (const { skip, overlap, changes } of steps) {
          const start = ring.latest + skip;
          if (skip > 0) {
            all = [];
            known = start;
          }
          const fresh = changes.map((nodes, index) => change(start + index + 1, nodes));
          const old = skip > 0 ? [] : all.slice(all.length - Math.min(overlap, all.length));
          const from = old[0] === undefined ? start : old[0].version - 1;
          ring.push(from, [...old, ...fresh], start + fresh.length);
          if (fresh.length > 0) all.push(...fresh);
          else if (skip > 0) {
            all = [];
            known = ring.latest;
          }
          const page = ring.page(after, limit);
          if (after < ring.floor) assert.equal(page, undefined);
          else {
            const expected = all.filter(({ version }) => version > after).slice(0, limit);
            assert.deepEqual(
              page?.map(({ version }) => version),
              expected.map(({ version }) => version),
            );
          }
          const held = ring.page(ring.floor, 1000) ?? [];
          assert.ok(held.length <= limits.changes);
          assert.ok(
            held.length <= 1 || held.reduce((sum, { nodes }) => sum + nodes.length, 0) <= limits.nodes,
          );
          assert.ok(ring.floor >= known);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
