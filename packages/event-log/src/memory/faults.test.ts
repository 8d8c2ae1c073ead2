import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { DELIVERY_POLICY } from '../delivery/delivery-policy.ts';
import { sampleCommand, sampleRef, sampleTransition } from '../testing/samples.ts';
import { all, first } from '../testing/taking.ts';
import type { CallFault, CallOperation, DeliveryFault, Faults } from './faults.ts';
import { MemoryBroker } from './memory-broker.ts';

const START = 1_700_000_000_000;

/** The first of each operation's faults befalls its first call, and so on; then nothing more goes wrong. */
function scripted(
  script: Partial<Record<CallOperation, CallFault[]>>,
  deliveries: DeliveryFault[] = [],
): Faults {
  return {
    call: ({ operation }) => script[operation]?.shift() ?? { kind: 'none' },
    delivery: () => deliveries.shift() ?? { kind: 'none' },
  };
}

async function simulated(
  faults: Faults,
  body: (broker: MemoryBroker, clock: VirtualClock) => Promise<void>,
): Promise<void> {
  const clock = new VirtualClock(START);
  let done = false;
  const running = body(new MemoryBroker(clock, { faults }), clock).finally(() => {
    done = true;
  });
  assert.ok(await clock.run(() => done), 'it waits for something that no timer will bring');
  await running;
}

describe('calls', () => {
  test('lost: nothing took place, and the caller learns of no answer', async () => {
    const faults = scripted({ 'history.append': [{ kind: 'lost', afterMs: 700 }] });
    await simulated(faults, async ({ history }, clock) => {
      const ref = sampleRef();
      await assert.rejects(history.append(ref, sampleTransition(), 0), {
        code: 'broker_unavailable',
        retryable: true,
      });
      assert.equal(clock.now(), START + 700);
      assert.deepEqual(await all(history.read(ref.uid)), []);
    });
  });

  test('answerLost: it took place all the same', async () => {
    const faults = scripted({ 'history.append': [{ kind: 'answerLost', afterMs: 700 }] });
    await simulated(faults, async ({ history }) => {
      const ref = sampleRef();
      await assert.rejects(history.append(ref, sampleTransition(), 0), { code: 'broker_unavailable' });
      assert.equal((await all(history.read(ref.uid))).length, 1);
    });
  });

  test('delayed: it takes place half-way', async () => {
    const faults = scripted({ 'history.append': [{ kind: 'delayed', delayMs: 1_000 }] });
    await simulated(faults, async ({ history }, clock) => {
      const ref = sampleRef();
      const appending = history.append(ref, sampleTransition(), 0);
      await clock.sleep(400);
      assert.deepEqual(await all(history.read(ref.uid)), []);
      await clock.sleep(200);
      assert.equal((await all(history.read(ref.uid))).length, 1);
      await appending;
      assert.equal(clock.now(), START + 1_000);
    });
  });

  test('delayed, and somebody else was first meanwhile', async () => {
    const faults = scripted({ 'history.append': [{ kind: 'delayed', delayMs: 1_000 }] });
    await simulated(faults, async ({ history }) => {
      const ref = sampleRef();
      const late = assert.rejects(history.append(ref, sampleTransition('late'), 0), {
        code: 'stale_version',
      });
      await history.append(ref, sampleTransition('early'), 0);
      await late;
    });
  });

  test('repeated: the second time changes nothing', async () => {
    const twice: CallFault = { kind: 'repeated', delayMs: 100 };
    const faults = scripted({ 'history.append': [twice], 'commands.publish': [twice] });
    await simulated(faults, async (broker, clock) => {
      const { history, commands } = broker;
      const ref = sampleRef();
      await history.append(ref, sampleTransition(), 0);
      await commands.publish(sampleCommand(ref));
      await clock.sleep(200);
      assert.equal((await all(history.read(ref.uid))).length, 1);
      assert.equal(broker.leftovers().commands, 1);
    });
  });
});

describe('deliveries', () => {
  /** Publishes two commands of one workflow and one of another; tells in which order and when they arrive. */
  async function arrivals(faults: DeliveryFault[], count: number): Promise<string[]> {
    const seen: string[] = [];
    await simulated(scripted({}, faults), async ({ commands }, clock) => {
      const [a, b] = [sampleRef('a'), sampleRef('b')];
      for (const [ref, id] of [
        [a, 'a1'],
        [a, 'a2'],
        [b, 'b1'],
      ] as const) {
        await commands.publish(sampleCommand(ref, id));
      }
      const end = new AbortController();
      await commands.consume(
        { consumerId: 's', concurrency: 1 },
        async (delivery) => {
          seen.push(`${delivery.command.id} #${delivery.deliveryCount} at ${clock.now() - START}`);
          await delivery.ack();
          if (seen.length === count) end.abort();
        },
        end.signal,
      );
    });
    return seen;
  }

  test('without faults: in order, at once', async () => {
    assert.deepEqual(await arrivals([], 3), ['a1 #1 at 0', 'a2 #1 at 0', 'b1 #1 at 0']);
  });

  test('lost: comes again after the ack wait', async () => {
    const wait = DELIVERY_POLICY.commandAckWaitMs;
    assert.deepEqual(await arrivals([{ kind: 'lost' }], 3), ['a2 #1 at 0', 'b1 #1 at 0', `a1 #2 at ${wait}`]);
  });

  test('delayed: holds up what comes behind it', async () => {
    const seen = await arrivals([{ kind: 'delayed', delayMs: 300 }], 3);
    assert.deepEqual(seen, ['a1 #1 at 300', 'a2 #1 at 300', 'b1 #1 at 300']);
  });

  test('repeated: once acked, no more', async () => {
    const seen = await arrivals([{ kind: 'repeated', delayMs: 0 }], 3);
    assert.deepEqual(seen, ['a1 #1 at 0', 'a2 #1 at 0', 'b1 #1 at 0']);
  });

  test('overtaken: by another workflow, never by its own', async () => {
    assert.deepEqual(await arrivals([{ kind: 'overtaken' }], 3), ['b1 #1 at 0', 'a1 #1 at 0', 'a2 #1 at 0']);
  });

  test('repeated while it is held: handed out twice', async () => {
    const faults = scripted({}, [{ kind: 'repeated', delayMs: 50 }]);
    await simulated(faults, async (broker, clock) => {
      const end = new AbortController();
      const counts: number[] = [];
      const other = broker.connect('other');
      await broker.commands.publish(sampleCommand(sampleRef(), 'a1'));
      const consuming = [broker, other].map(({ commands }) =>
        commands.consume(
          { consumerId: 's', concurrency: 1 },
          async (delivery) => {
            counts.push(delivery.deliveryCount);
            await clock.sleep(100);
            await delivery.ack();
            if (counts.length === 2) end.abort();
          },
          end.signal,
        ),
      );
      await Promise.all(consuming);
      assert.deepEqual(counts, [1, 2]);
      assert.equal(broker.leftovers().commands, 0);
    });
  });
});

describe('a process that dies', () => {
  test('its calls fail and reach nothing, its iterators end', async () => {
    await simulated(scripted({}), async (broker, clock) => {
      const dying = broker.connect('dying');
      const never = new AbortController().signal;
      const ref = sampleRef();
      const streams = [
        all(dying.history.follow({ afterVersion: 0 }, never)),
        all(dying.logs.read({ uid: ref.uid, follow: true }, never)),
        all(dying.tasks.take('default', () => Promise.resolve(1), never)),
        all(dying.tasks.takeCancels('a1', never)),
      ];
      await clock.sleep(10);
      dying.disconnect();
      assert.deepEqual(
        (await Promise.all(streams)).map(({ length }) => length),
        [1, 0, 0, 0],
      );
      await assert.rejects(dying.history.append(ref, sampleTransition(), 0), { code: 'broker_unavailable' });
      await assert.rejects(dying.names.reserve('default', 'wf', 'u'), { code: 'broker_unavailable' });
      assert.deepEqual(await all(broker.history.read(ref.uid)), []);
      assert.equal(await broker.names.lookup('default', 'wf'), undefined);
    });
  });

  test('what has left takes place, what has not does not', async () => {
    const slow: CallFault = { kind: 'delayed', delayMs: 100 };
    const faults = scripted({ 'history.append': [slow, slow] });
    await simulated(faults, async (broker, clock) => {
      const dying = broker.connect('dying');
      const [left, kept] = [sampleRef(), sampleRef()];
      const first = dying.history
        .append(left, sampleTransition(), 0)
        .catch((error: { code: string }) => error.code);
      await clock.sleep(60);
      const second = dying.history
        .append(kept, sampleTransition(), 0)
        .catch((error: { code: string }) => error.code);
      await clock.sleep(20);
      dying.disconnect();
      assert.deepEqual(await Promise.all([first, second]), ['broker_unavailable', 'broker_unavailable']);
      await clock.sleep(1_000);
      assert.equal((await all(broker.history.read(left.uid))).length, 1);
      assert.equal((await all(broker.history.read(kept.uid))).length, 0);
    });
  });

  test('another connection is not touched', async () => {
    await simulated(scripted({}), async (broker) => {
      const [dying, living] = [broker.connect('dying'), broker.connect('living')];
      dying.disconnect();
      const version = await living.history.append(sampleRef(), sampleTransition(), 0);
      const items = await first(2, broker.history.follow({ afterVersion: 0 }, new AbortController().signal));
      assert.deepEqual(
        items.map((item) => item.version),
        [version, version],
      );
    });
  });
});
