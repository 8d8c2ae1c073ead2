import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import fc from 'fast-check';
import type { CommandDelivery } from '../command-queue.ts';
import { sampleCommand, sampleRef } from '../testing/samples.ts';
import { OrderedDispatcher } from './ordered-dispatcher.ts';

interface Record {
  log: string[];
  extended: Map<string, number>;
}

/** A delivery that writes down what becomes of it. */
function delivery(uid: string, index: number, { log, extended }: Record): CommandDelivery {
  const id = `${uid}${index}`;
  return {
    command: sampleCommand(sampleRef(uid), id),
    deliveryCount: 1,
    reply: () => undefined,
    ack: async () => void log.push(`ack ${id}`),
    nak: (delayMs) => log.push(`nak ${id} ${delayMs}`),
    extend: () => extended.set(id, (extended.get(id) ?? 0) + 1),
  };
}

test('whatever comes and however long it takes: lanes in order, limits kept, nothing forgotten', async () => {
  const item = fc.record({ uid: fc.constantFrom('a', 'b', 'c'), takes: fc.nat(30), fails: fc.nat(9) });
  const scene = fc.record({
    items: fc.array(item, { maxLength: 25 }),
    concurrency: fc.integer({ min: 1, max: 3 }),
    stopAt: fc.option(fc.nat(60), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(scene, async ({ items, concurrency, stopAt }) => {
      const clock = new VirtualClock();
      const record: Record = { log: [], extended: new Map() };
      const busy = new Set<string>();
      const dispatcher = new OrderedDispatcher({
        concurrency,
        ackWaitMs: 30,
        clock,
        handler: async ({ command, ack }) => {
          const { uid } = command.ref;
          assert.ok(!busy.has(uid) && busy.size < concurrency);
          busy.add(uid);
          const { takes, fails } = items[Number(command.id.slice(1))] ?? { takes: 0, fails: 1 };
          await clock.sleep(takes);
          busy.delete(uid);
          if (fails === 0) throw new Error('cannot');
          await ack();
        },
        onFailure: () => undefined,
      });
      const adding = (async () => {
        for (const [index, { uid }] of items.entries()) {
          await dispatcher.roomFor(1);
          dispatcher.add(delivery(uid, index, record));
        }
      })();
      if (stopAt !== undefined) clock.setTimer(stopAt, () => dispatcher.stop());
      let done = false;
      void adding
        .then(() => clock.sleep(2_000))
        .then(() => dispatcher.drain())
        .then(() => {
          done = true;
        });
      assert.ok(await clock.run(() => done));
      const ends = record.log.map((line) => line.split(' ')[1] ?? '');
      assert.deepEqual(
        [...ends].sort(),
        items.map(({ uid }, index) => `${uid}${index}`).sort(),
        'each ends once',
      );
      for (const uid of ['a', 'b', 'c']) {
        const own = ends.filter((id) => id.startsWith(uid)).map((id) => Number(id.slice(1)));
        if (stopAt === undefined)
          assert.deepEqual(
            own,
            [...own].sort((x, y) => x - y),
          );
      }
      assert.equal(clock.nextAt(), undefined, 'no timer is left');
    }),
    { numRuns: 200 },
  );
});

test('what it holds is said to be alive, also what only waits', async () => {
  const clock = new VirtualClock();
  const record: Record = { log: [], extended: new Map() };
  const dispatcher = new OrderedDispatcher({
    concurrency: 1,
    ackWaitMs: 30,
    clock,
    handler: async ({ ack }) => {
      await clock.sleep(100);
      await ack();
    },
    onFailure: () => undefined,
  });
  for (const index of [0, 1]) dispatcher.add(delivery('a', index, record));
  let done = false;
  void clock
    .sleep(250)
    .then(() => dispatcher.drain())
    .then(() => {
      done = true;
    });
  await clock.run(() => done);
  assert.deepEqual(record.log, ['ack a0', 'ack a1']);
  assert.ok((record.extended.get('a0') ?? 0) >= 9);
  assert.ok((record.extended.get('a1') ?? 0) >= 18, 'while it waits and while it is handled');
});

test('the end: what has not begun goes back at once and in order, what has is waited for', async () => {
  const clock = new VirtualClock();
  const record: Record = { log: [], extended: new Map() };
  const dispatcher = new OrderedDispatcher({
    concurrency: 2,
    ackWaitMs: 30,
    clock,
    handler: async ({ ack }) => {
      await clock.sleep(100);
      await ack();
    },
    onFailure: () => undefined,
  });
  for (const [uid, index] of [
    ['a', 0],
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    dispatcher.add(delivery(uid, index, record));
  }
  let done = false;
  void dispatcher.drain().then(() => {
    done = true;
  });
  assert.deepEqual(record.log, ['nak a1 0', 'nak c3 0']);
  dispatcher.add(delivery('d', 4, record));
  assert.ok(await clock.run(() => done));
  assert.deepEqual(record.log.slice(2), ['nak d4 0', 'ack a0', 'ack b2']);
});
