import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { partOf } from './parts-of-a-decision.ts';
import { RecentIds } from './recent-ids.ts';

test('knows exactly the last different ids, whatever comes twice', () => {
  const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 30 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 5 }), (added, capacity) => {
      const recent = new RecentIds(capacity);
      for (const id of added) recent.add(id);
      const expected = new Set([...new Set(added.toReversed())].slice(0, capacity));
      for (const id of ['a', 'b', 'c', 'd', 'e'] as const) assert.equal(recent.has(id), expected.has(id), id);
    }),
  );
});

test('a command is known by the parts of its decision, too', () => {
  const ids = new RecentIds(2);
  for (const id of ['a', partOf('a', 7), partOf('a', 8)]) ids.add(id);
  assert.deepEqual(
    [ids.has('a'), ids.hasOrPartOf('a'), ids.hasOrPartOf('a+'), ids.hasOrPartOf('b')],
    [false, true, false, false],
  );
});
