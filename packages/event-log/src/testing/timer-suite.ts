import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { consuming } from './command-queue-suite.ts';
import { sampleCommand, sampleRef } from './samples.ts';

/** What every CommandQueue does with timers. */
export function timerSuite(name: string, make: MakeBroker): void {
  describe(`${name}: timers`, () => {
    brokerTest('a timer delivers its command at its time', make, async (broker, signal) => {
      const { commands } = broker.ports;
      const ref = sampleRef();
      const at: number[] = [];
      const consumer = consuming(commands, signal, async (delivery) => {
        at.push(broker.clock.now());
        await delivery.ack();
      });
      const due = broker.clock.now() + 1_500;
      const command = sampleCommand(ref);
      await commands.schedule(ref, 't.1', due, command);
      assert.deepEqual((await consumer.deliveries.reaches(1))[0]?.command, command);
      assert.ok((at[0] ?? 0) >= due - 50, `${(at[0] ?? 0) - due} ms late`);
      await consumer.stop();
    });

    brokerTest(
      'one whose time is past is due at once',
      make,
      async ({ ports: { commands }, clock }, signal) => {
        const ref = sampleRef();
        const consumer = consuming(commands, signal);
        await commands.schedule(ref, 't', clock.now() - 60_000, sampleCommand(ref, 'past'));
        assert.equal((await consumer.deliveries.reaches(1))[0]?.command.id, 'past');
        await consumer.stop();
      },
    );

    brokerTest(
      'one of another century waits, and one before all centuries does not',
      make,
      async ({ ports: { commands }, clock }, signal) => {
        const ref = sampleRef();
        const consumer = consuming(commands, signal);
        // The engine's limit: 2^63 nanoseconds after 1970.
        await commands.schedule(ref, 'far', 9_223_372_036_000, sampleCommand(ref, 'far'));
        await commands.schedule(ref, 'long ago', 0, sampleCommand(ref, 'long ago'));
        await commands.schedule(ref, 'soon', clock.now() + 1_500, sampleCommand(ref, 'soon'));
        const arrived = await consumer.deliveries.reaches(2);
        assert.deepEqual(
          arrived.map(({ command }) => command.id),
          ['long ago', 'soon'],
        );
        await commands.cancelTimer(ref, 'far');
        await consumer.stop();
      },
    );

    brokerTest(
      'the same id replaces, another does not',
      make,
      async ({ ports: { commands }, clock }, signal) => {
        const [ref, other] = [sampleRef(), sampleRef()];
        const consumer = consuming(commands, signal);
        const due = clock.now() + 1_000;
        await commands.schedule(ref, 't', due, sampleCommand(ref, 'replaced'));
        await commands.schedule(ref, 't', due + 500, sampleCommand(ref, 'kept'));
        await commands.schedule(other, 't', due + 1_000, sampleCommand(other, 'other'));
        const arrived = await consumer.deliveries.reaches(2);
        assert.deepEqual(
          arrived.map(({ command }) => command.id),
          ['kept', 'other'],
        );
        await consumer.stop();
      },
    );

    brokerTest(
      'one that is taken back does not come',
      make,
      async ({ ports: { commands }, clock }, signal) => {
        const [ref, gone, stays] = [sampleRef(), sampleRef(), sampleRef()];
        const consumer = consuming(commands, signal);
        const due = clock.now() + 1_000;
        await commands.schedule(ref, 'a', due, sampleCommand(ref, 'cancelled'));
        await commands.schedule(ref, 'b', due + 200, sampleCommand(ref, 'stays'));
        for (const id of ['a', 'b.c', '*']) {
          await commands.schedule(gone, id, due, sampleCommand(gone, `purged ${id}`));
        }
        await commands.schedule(stays, 'a', due + 800, sampleCommand(stays, 'last'));
        await commands.cancelTimer(ref, 'a');
        await commands.cancelTimer(ref, 'a');
        await commands.cancelTimer(ref, '*');
        await commands.purgeTimers(gone.uid);
        const arrived = await consumer.deliveries.reaches(2);
        assert.deepEqual(
          arrived.map(({ command }) => command.id),
          ['stays', 'last'],
        );
        await consumer.stop();
      },
    );
  });
}
