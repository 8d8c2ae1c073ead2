import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LockTicket, StoredLock } from '@tiphys/event-log';
import { firstInQueue, granted, hindrance, queued, released } from './lock-rules.ts';

function ticket(id: string, locks: string[], more: Partial<LockTicket> = {}): LockTicket {
  return {
    id,
    ref: { uid: id, namespace: 'default', name: id },
    key: '',
    requestedAt: 0,
    locks: locks.map((name) => ({ name, type: 'Mutex' })),
    priority: 0,
    createdAt: 0,
    ...more,
  };
}

const empty = (name: string): StoredLock => ({ name, revision: 0, record: { holders: [], queue: [] } });
const one = () => 1;

test('first is who has the higher priority, then the older workflow, then the older request', () => {
  const queue = [
    ticket('young', ['a'], { createdAt: 9 }),
    ticket('late', ['a'], { createdAt: 1, requestedAt: 5 }),
    ticket('old', ['a'], { createdAt: 1, requestedAt: 4 }),
    ticket('urgent', ['a'], { createdAt: 10, priority: 1 }),
  ];
  const order: string[] = [];
  while (queue.length > 0) {
    const first = firstInQueue({ holders: [], queue });
    assert.ok(first);
    order.push(first.id);
    queue.splice(queue.indexOf(first), 1);
  }
  assert.deepEqual(order, ['urgent', 'old', 'late', 'young']);
});

test('all of the locks or none, and nobody goes past who was first', () => {
  const both = ticket('both', ['a', 'b'], { createdAt: 1 });
  const onlyB = ticket('only-b', ['b'], { createdAt: 2 });
  let a = empty('a');
  let b = empty('b');
  const holder = ticket('holder', ['a']);
  [a] = granted(holder, queued(holder, [a])) as [StoredLock];
  [a, b] = queued(both, [a, b]) as [StoredLock, StoredLock];
  assert.equal(hindrance(both, [a, b], one)?.name, 'a');
  [b] = queued(onlyB, [b]) as [StoredLock];
  assert.equal(hindrance(onlyB, [b], one)?.name, 'b', 'it is free, and somebody else is first');
  [a] = released('holder', [a]) as [StoredLock];
  assert.equal(hindrance(both, [a, b], one), undefined);
  [a, b] = granted(both, [a, b]) as [StoredLock, StoredLock];
  assert.deepEqual(
    b.record.queue.map(({ id }) => id),
    ['only-b'],
  );
  assert.equal(hindrance(onlyB, [b], one)?.name, 'b');
  [b] = released('both', [b]) as [StoredLock];
  assert.equal(hindrance(onlyB, [b], one), undefined);
});

test('a limit that has sunk takes nothing away, and lets nobody in', () => {
  const holders = ['x', 'y', 'z'].map((id) => ticket(id, ['a']));
  const next = ticket('next', ['a']);
  const lock: StoredLock = { ...empty('a'), record: { holders, queue: [next] } };
  assert.equal(hindrance(next, [lock], () => 2)?.name, 'a');
  assert.equal(hindrance(next, [lock], () => undefined)?.name, 'a');
  assert.equal(
    hindrance(next, [lock], () => 4),
    undefined,
  );
});

test('to ask twice is to ask once', () => {
  const me = ticket('me', ['a']);
  const [once] = queued(me, [empty('a')]);
  assert.deepEqual(queued(me, [once as StoredLock]), [once]);
  const [held] = granted(me, [once as StoredLock]);
  assert.deepEqual(queued(me, [held as StoredLock]), [held]);
});
