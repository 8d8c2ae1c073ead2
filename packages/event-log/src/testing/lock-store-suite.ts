import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { LockTicket, StoredLock } from '../lock-store.ts';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';

function ticket(id: string, ...locks: string[]): LockTicket {
  return {
    id,
    ref: { uid: id, namespace: 'default', name: id },
    key: '',
    requestedAt: 1,
    locks: locks.map((name) => ({ name, type: 'Mutex' as const })),
    priority: 0,
    createdAt: 1,
  };
}

function held(lock: StoredLock | undefined, by: LockTicket): StoredLock {
  assert.ok(lock !== undefined);
  return { ...lock, record: { ...lock.record, holders: [...lock.record.holders, by] } };
}

/** What every LockStore does. */
export function lockStoreSuite(name: string, make: MakeBroker): void {
  describe(`${name}: locks`, () => {
    brokerTest('a record is what was written, and nothing before', make, async ({ ports: { locks } }) => {
      const [none] = await locks.read(['ns/Mutex/a b.*>']);
      assert.deepEqual(none, {
        name: 'ns/Mutex/a b.*>',
        revision: 0,
        record: { holders: [], queue: [] },
      });
      const me = ticket('me', 'ns/Mutex/a b.*>');
      assert.equal(await locks.write([held(none, me)]), true);
      const [after] = await locks.read(['ns/Mutex/a b.*>']);
      assert.deepEqual(after?.record, { holders: [me], queue: [] });
      assert.ok((after?.revision ?? 0) > 0);
      assert.deepEqual(await locks.names(), ['ns/Mutex/a b.*>']);
    });

    brokerTest('only what is unchanged since it was read is written', make, async ({ ports: { locks } }) => {
      const [none] = await locks.read(['a']);
      assert.equal(await locks.write([held(none, ticket('one', 'a'))]), true);
      assert.equal(await locks.write([held(none, ticket('two', 'a'))]), false);
      const [after] = await locks.read(['a']);
      assert.deepEqual(
        after?.record.holders.map(({ id }) => id),
        ['one'],
      );
    });

    brokerTest('several are written all or none', make, async ({ ports: { locks } }) => {
      const before = await locks.read(['a', 'b', 'c']);
      const [, b] = before;
      assert.equal(await locks.write([held(b, ticket('other', 'b'))]), true);
      for (const order of [
        [0, 1, 2],
        [1, 0, 2],
        [2, 0, 1],
      ]) {
        const stale = order.map((place) => held(before[place], ticket('me', 'a', 'b', 'c')));
        assert.equal(await locks.write(stale), false, order.join());
      }
      assert.deepEqual(
        (await locks.read(['a', 'b', 'c'])).map(({ record }) => record.holders.map(({ id }) => id)),
        [[], ['other'], []],
      );
      const fresh = await locks.read(['a', 'b', 'c']);
      assert.equal(await locks.write(fresh.map((lock) => held(lock, ticket('me', 'a', 'b', 'c')))), true);
      assert.deepEqual(
        (await locks.read(['c', 'b', 'a'])).map((lock) => [lock.name, lock.record.holders.length]),
        [
          ['c', 1],
          ['b', 2],
          ['a', 1],
        ],
      );
    });

    brokerTest('of many who write at once one is first', make, async ({ ports, connect }) => {
      const other = await connect();
      const [none, more] = await ports.locks.read(['a', 'b']);
      const written = await Promise.all(
        Array.from({ length: 20 }, (_, index) => {
          const me = ticket(`t${index}`, 'a', 'b');
          return (index % 2 === 0 ? ports : other.ports).locks.write([held(none, me), held(more, me)]);
        }),
      );
      assert.equal(written.filter(Boolean).length, 1);
      const [a, b] = await ports.locks.read(['a', 'b']);
      assert.deepEqual(a?.record, b?.record);
      assert.equal(a?.record.holders[0]?.id, `t${written.indexOf(true)}`);
      await other.die();
    });

    brokerTest(
      'an empty record is forgotten, and can be written anew',
      make,
      async ({ ports: { locks } }) => {
        for (let round = 0; round < 3; round += 1) {
          const before = await locks.read(['a', 'b']);
          assert.equal(await locks.write(before.map((lock) => held(lock, ticket('me', 'a', 'b')))), true);
          const taken = await locks.read(['a', 'b']);
          const given = taken.map((lock) => ({ ...lock, record: { holders: [], queue: [] } }));
          assert.equal(await locks.write(given), true);
          assert.deepEqual(await locks.names(), []);
          assert.equal(await locks.write(given), false, 'what was there has gone');
        }
      },
    );
  });
}
