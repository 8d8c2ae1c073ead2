import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { CommandDelivery, CommandQueue } from '../command-queue.ts';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { sampleCommand, sampleCreate, sampleRef } from './samples.ts';
import { Tally } from './taking.ts';

/** What every CommandQueue does with commands; timers have a suite of their own. */
export function commandQueueSuite(name: string, make: MakeBroker): void {
  describe(`${name}: commands`, () => {
    handing(make);
    ordering(make);
    comingAgain(make);
    ending(make);
    answering(make);
  });
}

interface Consumer {
  deliveries: Tally<CommandDelivery>;
  /** Ends it, and waits. */
  stop(): Promise<void>;
}

type Handler = (delivery: CommandDelivery, count: number) => Promise<void>;

/** Consumes until it is stopped; acks unless told otherwise. */
export function consuming(
  commands: CommandQueue,
  signal: AbortSignal,
  handler: Handler = (delivery) => delivery.ack(),
  concurrency = 4,
): Consumer {
  const deliveries = new Tally<CommandDelivery>();
  const end = new AbortController();
  const done = commands.consume(
    { consumerId: 's1', concurrency },
    async (delivery) => {
      deliveries.add(delivery);
      await handler(delivery, deliveries.items.length);
    },
    AbortSignal.any([end.signal, signal]),
  );
  return {
    deliveries,
    stop: async () => {
      end.abort();
      await done;
    },
  };
}

function handing(make: MakeBroker): void {
  brokerTest(
    'a command arrives as it was sent, and once it is acked no more',
    make,
    async (broker, signal) => {
      const { commands } = broker.ports;
      const ref = sampleRef();
      const sent = [sampleCreate(ref), sampleCommand(ref)];
      const consumer = consuming(commands, signal);
      for (const command of sent) await commands.publish(command);
      const arrived = await consumer.deliveries.reaches(2);
      assert.deepEqual(
        arrived.map(({ command }) => command),
        sent,
      );
      assert.deepEqual(
        arrived.map(({ deliveryCount }) => deliveryCount),
        [1, 1],
      );
      await broker.clock.sleep(broker.policy.commandAckWaitMs * 1.5);
      await consumer.stop();
      assert.equal(consumer.deliveries.items.length, 2);
    },
  );

  brokerTest(
    'what was sent before anybody consumed is there',
    make,
    async ({ ports: { commands } }, signal) => {
      const ref = sampleRef();
      await commands.publish(sampleCommand(ref, 'one'));
      const consumer = consuming(commands, signal);
      assert.equal((await consumer.deliveries.reaches(1))[0]?.command.id, 'one');
      await consumer.stop();
    },
  );

  brokerTest('a repetition is dropped', make, async ({ ports: { commands } }, signal) => {
    const [ref, other] = [sampleRef(), sampleRef()];
    const command = sampleCommand(ref);
    await commands.publish(command);
    await commands.publish(command);
    const consumer = consuming(commands, signal);
    await consumer.deliveries.reaches(1);
    await commands.publish(command);
    await commands.publish(sampleCommand(other, `${other.uid}-last`));
    await consumer.deliveries.reaches(2);
    assert.deepEqual(
      consumer.deliveries.items.map((d) => d.command.id),
      [command.id, `${other.uid}-last`],
    );
    await consumer.stop();
  });

  brokerTest(
    'consumers share the work, each command reaches one',
    make,
    async ({ ports, connect }, signal) => {
      const other = await connect();
      const total = new Tally<string>();
      const count: Handler = async (delivery) => {
        await delivery.ack();
        total.add(delivery.command.id);
      };
      const consumers = [ports, other.ports].map(({ commands }) => consuming(commands, signal, count, 2));
      const sent = Array.from({ length: 100 }, () => sampleCommand(sampleRef()));
      await Promise.all(sent.map((command) => ports.commands.publish(command)));
      await total.reaches(100);
      await Promise.all(consumers.map((consumer) => consumer.stop()));
      assert.deepEqual([...total.items].sort(), sent.map(({ id }) => id).sort());
      await other.die();
    },
  );

  brokerTest('one that is too large is refused', make, async ({ ports: { commands }, maxPayloadBytes }) => {
    const large = { ...sampleCommand(sampleRef()), traceparent: 'x'.repeat(maxPayloadBytes) };
    await assert.rejects(commands.publish(large), { code: 'payload_too_large' });
    await assert.rejects(commands.request(large, 1000), { code: 'payload_too_large' });
  });
}

function ordering(make: MakeBroker): void {
  brokerTest('those of one workflow one after the other, workflows at once', make, async (broker, signal) => {
    const { commands } = broker.ports;
    const refs = [sampleRef(), sampleRef(), sampleRef()];
    const busy = new Set<string>();
    const done = new Tally<string>();
    let atOnce = 0;
    const handler: Handler = async (delivery) => {
      const { uid } = delivery.command.ref;
      assert.ok(!busy.has(uid), 'one of the same workflow is being handled');
      busy.add(uid);
      atOnce = Math.max(atOnce, busy.size);
      await broker.clock.sleep(10);
      busy.delete(uid);
      await delivery.ack();
      done.add(delivery.command.id);
    };
    for (let index = 0; index < 10; index += 1) {
      for (const ref of refs) await commands.publish(sampleCommand(ref, `${ref.uid}-${index}`));
    }
    const consumer = consuming(commands, signal, handler);
    await done.reaches(30);
    await consumer.stop();
    for (const { uid } of refs) {
      const own = done.items.filter((id) => id.startsWith(uid));
      assert.deepEqual(
        own,
        Array.from({ length: 10 }, (_, index) => `${uid}-${index}`),
      );
    }
    assert.equal(atOnce, 3);
  });

  brokerTest('no more at once than asked for', make, async ({ ports: { commands }, clock }, signal) => {
    let running = 0;
    let most = 0;
    const done = new Tally<string>();
    const handler: Handler = async (delivery) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(5);
      running -= 1;
      await delivery.ack();
      done.add(delivery.command.id);
    };
    const consumer = consuming(commands, signal, handler, 3);
    await Promise.all(Array.from({ length: 20 }, () => commands.publish(sampleCommand(sampleRef()))));
    await done.reaches(20);
    await consumer.stop();
    assert.equal(most, 3);
  });
}

function comingAgain(make: MakeBroker): void {
  brokerTest(
    'a nak brings it again after the delay',
    make,
    async ({ ports: { commands }, clock }, signal) => {
      const at: number[] = [];
      const consumer = consuming(commands, signal, async (delivery, count) => {
        at.push(clock.now());
        if (count === 1) delivery.nak(300);
        else await delivery.ack();
      });
      await commands.publish(sampleCommand(sampleRef()));
      const [, again] = await consumer.deliveries.reaches(2);
      assert.equal(again?.deliveryCount, 2);
      const [one = 0, two = 0] = at;
      assert.ok(two - one >= 290, `after ${two - one} ms`);
      await consumer.stop();
    },
  );

  brokerTest('so does a handler that throws, in order', make, async ({ ports: { commands } }, signal) => {
    const ref = sampleRef();
    const done = new Tally<string>();
    const handler: Handler = async (delivery, count) => {
      if (count === 1) throw new Error('cannot');
      await delivery.ack();
      done.add(delivery.command.id);
    };
    for (const id of ['a', 'b', 'c']) await commands.publish(sampleCommand(ref, `${ref.uid}-${id}`));
    const consumer = consuming(commands, signal, handler);
    await done.reaches(3);
    await consumer.stop();
    assert.deepEqual(
      [...done.items].sort(),
      ['a', 'b', 'c'].map((id) => `${ref.uid}-${id}`),
    );
    assert.equal(
      consumer.deliveries.items.filter((d) => d.deliveryCount === 2)[0]?.command.id,
      `${ref.uid}-a`,
    );
  });

  brokerTest(
    'so does silence, after the ack wait',
    make,
    async ({ ports: { commands }, clock, policy }, signal) => {
      const at: number[] = [];
      const consumer = consuming(commands, signal, async (delivery, count) => {
        at.push(clock.now());
        if (count > 1) await delivery.ack();
      });
      await commands.publish(sampleCommand(sampleRef()));
      await consumer.deliveries.reaches(2);
      const [one = 0, two = 0] = at;
      assert.ok(two - one >= policy.commandAckWaitMs * 0.8, `after ${two - one} ms`);
      await consumer.stop();
    },
  );

  brokerTest('a slow handler keeps what it holds, and what waits behind it', make, async (broker, signal) => {
    const { ports, clock, policy } = broker;
    const ref = sampleRef();
    const done = new Tally<string>();
    const consumer = consuming(ports.commands, signal, async (delivery, count) => {
      if (count === 1) await clock.sleep(policy.commandAckWaitMs * 3);
      await delivery.ack();
      done.add(delivery.command.id);
    });
    for (const id of ['a', 'b']) await ports.commands.publish(sampleCommand(ref, `${ref.uid}-${id}`));
    await done.reaches(2);
    await consumer.stop();
    assert.deepEqual(
      consumer.deliveries.items.map((d) => d.deliveryCount),
      [1, 1],
    );
  });

  brokerTest('what a dead process held goes to another', make, async ({ ports, connect }, signal) => {
    const dying = await connect();
    const ref = sampleRef();
    const stuck = new Promise<void>((resolve) =>
      signal.addEventListener('abort', () => resolve(), { once: true }),
    );
    const victim = consuming(dying.ports.commands, signal, () => stuck);
    await ports.commands.publish(sampleCommand(ref, `${ref.uid}-a`));
    await victim.deliveries.reaches(1);
    await dying.die();
    const survivor = consuming(ports.commands, signal);
    const [delivery] = await survivor.deliveries.reaches(1);
    assert.equal(delivery?.command.id, `${ref.uid}-a`);
    assert.ok((delivery?.deliveryCount ?? 0) >= 2);
    await survivor.stop();
  });
}

function ending(make: MakeBroker): void {
  brokerTest(
    'the end waits for what runs, and gives the rest back',
    make,
    async ({ ports, clock }, signal) => {
      const { commands } = ports;
      const ref = sampleRef();
      for (const id of ['a', 'b', 'c']) await commands.publish(sampleCommand(ref, `${ref.uid}-${id}`));
      const began = new Tally<string>();
      let ended = false;
      const consumer = consuming(commands, signal, async (delivery) => {
        began.add(delivery.command.id);
        await clock.sleep(200);
        await delivery.ack();
        ended = true;
      });
      await began.reaches(1);
      await consumer.stop();
      assert.ok(ended);
      assert.deepEqual(began.items, [`${ref.uid}-a`]);
      const next = consuming(commands, signal);
      const rest = await next.deliveries.reaches(2);
      assert.deepEqual(rest.map(({ command }) => command.id).sort(), [`${ref.uid}-b`, `${ref.uid}-c`]);
      await next.stop();
    },
  );
}

function answering(make: MakeBroker): void {
  brokerTest('who asks gets the verdict', make, async ({ ports: { commands }, connect }, signal) => {
    const asker = await connect();
    const rejection = { code: 'completed' as const, message: 'the workflow has ended' };
    const consumer = consuming(commands, signal, async (delivery) => {
      const refused = delivery.command.id.endsWith('no');
      delivery.reply({
        commandId: delivery.command.id,
        rejection: refused ? rejection : undefined,
        version: 7,
      });
      await delivery.ack();
    });
    for (const id of ['yes', 'no', 'a.b *>', 'yes again']) {
      const ref = sampleRef();
      const commandId = `${ref.uid} ${id}`;
      const verdict = await asker.ports.commands.request(sampleCommand(ref, commandId), 20_000);
      assert.deepEqual(verdict, { commandId, rejection: id === 'no' ? rejection : undefined, version: 7 });
    }
    await consumer.stop();
    await asker.die();
  });

  brokerTest(
    'nobody answers: undefined, and the command stays',
    make,
    async ({ ports: { commands } }, signal) => {
      const command = sampleCommand(sampleRef());
      assert.equal(await commands.request(command, 50), undefined);
      // Asked again, the queue knows it; the answer finds the second asker.
      const asking = commands.request(command, 20_000);
      const consumer = consuming(commands, signal, async (delivery) => {
        delivery.reply({ commandId: command.id, rejection: undefined, version: 3 });
        await delivery.ack();
      });
      assert.deepEqual(await asking, { commandId: command.id, rejection: undefined, version: 3 });
      assert.equal(consumer.deliveries.items.length, 1);
      await consumer.stop();
    },
  );

  brokerTest('a creation can be seen until it is acked', make, async ({ ports: { commands } }, signal) => {
    const [ref, other] = [sampleRef(), sampleRef()];
    const create = sampleCreate(ref);
    assert.equal(await commands.pendingCreate(ref.uid), undefined);
    await commands.publish(create);
    await commands.publish(sampleCommand(ref));
    await commands.publish(sampleCommand(other));
    assert.deepEqual(await commands.pendingCreate(ref.uid), create);
    assert.equal(await commands.pendingCreate(other.uid), undefined);
    const consumer = consuming(commands, signal, async (delivery) => {
      if (delivery.command.id === create.id) {
        assert.deepEqual(await commands.pendingCreate(ref.uid), create, 'also in hands');
      }
      await delivery.ack();
    });
    await consumer.deliveries.reaches(3);
    await consumer.stop();
    assert.equal(await commands.pendingCreate(ref.uid), undefined);
  });
}
