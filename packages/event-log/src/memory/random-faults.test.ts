import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { seededRandom } from '@tiphys/engine/testing';
import { EventLogError } from '../errors.ts';
import { sampleCommand, sampleRef, sampleTransition } from '../testing/samples.ts';
import { all } from '../testing/taking.ts';
import { MemoryBroker, type MemoryConnection } from './memory-broker.ts';
import { randomFaults } from './random-faults.ts';

const WORKFLOWS = 5;
const COMMANDS = 6;
/** How finely chances are drawn. */
const RESOLUTION = 2 ** 30;

/** As services do: again, as long as nobody answers. */
async function persistently<T>(clock: VirtualClock, run: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof EventLogError) || !error.retryable) throw error;
      await clock.sleep(100);
    }
  }
}

/** Two schedulers, one of which dies in between, turn each command into one transition. Returns what happened. */
async function run(seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const clock = new VirtualClock(1_700_000_000_000);
  const broker = new MemoryBroker(clock, {
    faults: randomFaults(() => random.below(RESOLUTION) / RESOLUTION),
  });
  const trace: string[] = [];
  const end = new AbortController();
  const refs = Array.from({ length: WORKFLOWS }, (_, index) => sampleRef(`u${index}`));
  const scheduler = (connection: MemoryConnection): Promise<void> =>
    connection.commands.consume(
      { consumerId: connection.name, concurrency: 3 },
      async ({ command, deliveryCount, ack }) => {
        trace.push(`${clock.now()} ${connection.name} has ${command.id} #${deliveryCount}`);
        const there = await all(connection.history.read(command.ref.uid));
        const known = there.some(({ transition }) => transition.commandId === command.id);
        const version = there.at(-1)?.version ?? 0;
        if (!known) await connection.history.append(command.ref, sampleTransition(command.id), version);
        await ack();
      },
      end.signal,
    );
  const mortal = broker.connect('mortal');
  const running = [scheduler(mortal), scheduler(broker.connect('steady'))];
  clock.setTimer(2_000, () => mortal.disconnect());
  const client = broker.connect('client');
  const sending = refs.map(async (ref) => {
    for (let index = 0; index < COMMANDS; index += 1) {
      await persistently(clock, () => client.commands.publish(sampleCommand(ref, `${ref.uid}-${index}`)));
    }
  });
  const idle = (): boolean => broker.leftovers().commands === 0;
  let sent = false;
  void Promise.all(sending).then(() => {
    sent = true;
  });
  assert.ok(await clock.run(() => sent && idle()), `seed ${seed}: commands are stuck`);
  end.abort();
  let ended = false;
  void Promise.allSettled(running).then(() => {
    ended = true;
  });
  assert.ok(await clock.run(() => ended), `seed ${seed}: a consumer does not end`);
  const reader = new MemoryBroker(clock);
  assert.equal(await reader.history.latestVersion(), 0, 'brokers are apart');
  for (const ref of refs) {
    const reading = persistently(clock, () => all(client.history.read(ref.uid)));
    let transitions: Awaited<typeof reading> | undefined;
    void reading.then((read) => {
      transitions = read;
    });
    await clock.run(() => transitions !== undefined);
    const ids = (transitions ?? []).map(({ transition }) => transition.commandId);
    trace.push(ids.join(' '));
    assert.deepEqual(
      [...ids].sort(),
      Array.from({ length: COMMANDS }, (_, index) => `${ref.uid}-${index}`),
    );
  }
  return trace;
}

test('whatever goes wrong, each command takes place once', async () => {
  for (let seed = 1; seed <= 100; seed += 1) await run(seed);
});

test('the same seed makes the same run, another seed another one', async () => {
  assert.deepEqual(await run(7), await run(7));
  assert.notDeepEqual(await run(7), await run(8));
});
