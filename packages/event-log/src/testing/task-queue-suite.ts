import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { TaskDelivery, TaskQueue } from '../task-queue.ts';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';
import { sampleAttempt, sampleRef, sampleTask, TRACEPARENT } from './samples.ts';
import { first, Tally } from './taking.ts';

/** What every TaskQueue does. */
export function taskQueueSuite(name: string, make: MakeBroker): void {
  describe(`${name}: tasks`, () => {
    handing(make);
    comingAgain(make);
    cancelling(make);
  });
}

const plenty = (): Promise<number> => Promise.resolve(10);

async function next(stream: AsyncIterator<TaskDelivery>): Promise<TaskDelivery> {
  const { value, done } = await stream.next();
  assert.ok(!done, 'the stream has ended');
  return value;
}

function taking(
  tasks: TaskQueue,
  pool: string,
  signal: AbortSignal,
  slots = plenty,
): AsyncIterator<TaskDelivery> {
  return tasks.take(pool, slots, signal)[Symbol.asyncIterator]();
}

function handing(make: MakeBroker): void {
  brokerTest('a task arrives as it was sent; pools are apart', make, async ({ ports: { tasks } }, signal) => {
    const pools = ['default', 'gpu.large', 'a b', '*', '>'];
    const sent = pools.map(() => sampleTask(sampleAttempt()));
    for (const [index, task] of sent.entries()) await tasks.publish(pools[index] ?? '', task);
    for (const [index, pool] of pools.entries()) {
      const [delivery] = await first(1, tasks.take(pool, plenty, signal));
      assert.deepEqual(delivery?.task, sent[index]);
      assert.equal(delivery?.deliveryCount, 1);
      await delivery?.ack();
    }
  });

  brokerTest(
    'a repetition is dropped, another attempt is not',
    make,
    async ({ ports: { tasks } }, signal) => {
      const ref = sampleRef();
      const attempts = [0, 0, 1, 0].map((attempt) => sampleAttempt(ref, 'n', attempt));
      for (const attempt of attempts) await tasks.publish('default', sampleTask(attempt));
      const deliveries = await first(2, tasks.take('default', plenty, signal));
      assert.deepEqual(
        deliveries.map(({ task }) => task.attempt.attempt),
        [0, 1],
      );
      for (const delivery of deliveries) await delivery.ack();
    },
  );

  brokerTest('one that is taken back reaches nobody', make, async ({ ports: { tasks } }, signal) => {
    const [gone, stays] = [sampleAttempt(), sampleAttempt()];
    await tasks.publish('default', sampleTask(gone));
    await tasks.publish('default', sampleTask(stays));
    await tasks.revoke('default', gone);
    await tasks.revoke('default', gone);
    const [delivery] = await first(1, tasks.take('default', plenty, signal));
    assert.deepEqual(delivery?.task.attempt, stays);
    await tasks.revoke('default', stays);
    await delivery?.ack();
  });

  brokerTest('no more than there are slots for', make, async (broker, signal) => {
    const { ports, clock, policy } = broker;
    for (let index = 0; index < 5; index += 1)
      await ports.tasks.publish('default', sampleTask(sampleAttempt()));
    let free = 2;
    const freed = new Tally<number>();
    const slots = async (): Promise<number> => {
      if (free === 0) await freed.reaches(1);
      const now = free;
      free = 0;
      return now;
    };
    const stream = taking(ports.tasks, 'default', signal, slots);
    const held = [await next(stream), await next(stream)];
    let arrived = false;
    const third = next(stream).finally(() => {
      arrived = true;
    });
    await clock.sleep(policy.taskAckWaitMs / 4);
    assert.equal(arrived, false);
    for (const delivery of held) await delivery.ack();
    free = 1;
    freed.add(1);
    await (await third).ack();
    await stream.return?.();
  });

  brokerTest('an agent without room is asked again', make, async ({ ports: { tasks } }, signal) => {
    let asked = 0;
    const slots = (): Promise<number> => {
      asked += 1;
      return Promise.resolve(asked > 2 ? 1 : 0);
    };
    await tasks.publish('default', sampleTask(sampleAttempt()));
    const [delivery] = await first(1, tasks.take('default', slots, signal));
    assert.equal(asked, 3);
    await delivery?.ack();
  });

  brokerTest('agents share a pool, each task reaches one', make, async ({ ports, connect }, signal) => {
    const other = await connect();
    const end = new AbortController();
    const taken = new Tally<string>();
    const agent = async (tasks: TaskQueue): Promise<void> => {
      for await (const delivery of tasks.take('default', () => Promise.resolve(3), end.signal)) {
        await delivery.ack();
        taken.add(delivery.task.attempt.nodeId);
      }
    };
    signal.addEventListener('abort', () => end.abort(), { once: true });
    const agents = [agent(ports.tasks), agent(other.ports.tasks)];
    const ref = sampleRef();
    const ids = Array.from({ length: 60 }, (_, index) => `n${index}`);
    await Promise.all(ids.map((id) => ports.tasks.publish('default', sampleTask(sampleAttempt(ref, id)))));
    await taken.reaches(60);
    end.abort();
    await Promise.all(agents);
    assert.deepEqual([...taken.items].sort(), ids.sort());
    await other.die();
  });

  brokerTest('one that is too large is refused', make, async ({ ports: { tasks }, maxPayloadBytes }) => {
    const task = { ...sampleTask(sampleAttempt()), traceparent: 'x'.repeat(maxPayloadBytes) };
    await assert.rejects(tasks.publish('default', task), { code: 'payload_too_large' });
  });

  brokerTest('ends with the signal', make, async ({ ports: { tasks } }) => {
    const end = new AbortController();
    const waiting = tasks.take('default', plenty, end.signal)[Symbol.asyncIterator]().next();
    const stuck = tasks
      .take('default', () => new Promise(() => undefined), end.signal)
      [Symbol.asyncIterator]()
      .next();
    const cancels = tasks.takeCancels('a1', end.signal)[Symbol.asyncIterator]().next();
    end.abort();
    for (const result of await Promise.all([waiting, stuck, cancels])) assert.equal(result.done, true);
  });
}

function comingAgain(make: MakeBroker): void {
  brokerTest(
    'a nak and silence bring it again',
    make,
    async ({ ports: { tasks }, clock, policy }, signal) => {
      await tasks.publish('default', sampleTask(sampleAttempt()));
      const stream = taking(tasks, 'default', signal);
      (await next(stream)).nak(100);
      const second = await next(stream);
      const since = clock.now();
      assert.equal(second.deliveryCount, 2);
      const third = await next(stream);
      assert.equal(third.deliveryCount, 3);
      const waited = clock.now() - since;
      assert.ok(waited >= policy.taskAckWaitMs * 0.8, `after ${waited} ms`);
      await third.ack();
      await stream.return?.();
    },
  );

  brokerTest('extend keeps it', make, async ({ ports: { tasks }, clock, policy }, signal) => {
    await tasks.publish('default', sampleTask(sampleAttempt()));
    const stream = taking(tasks, 'default', signal);
    const held = await next(stream);
    for (let index = 0; index < 9; index += 1) {
      held.extend();
      await clock.sleep(policy.taskAckWaitMs / 3);
    }
    await held.ack();
    const last = sampleAttempt();
    await tasks.publish('default', sampleTask(last));
    assert.deepEqual((await next(stream)).task.attempt, last, 'the first did not come again');
    await stream.return?.();
  });

  brokerTest('what a dead agent had taken goes to another', make, async ({ ports, connect }, signal) => {
    const dying = await connect();
    await ports.tasks.publish('default', sampleTask(sampleAttempt()));
    await next(taking(dying.ports.tasks, 'default', signal));
    await dying.die();
    const [delivery] = await first(1, ports.tasks.take('default', plenty, signal));
    assert.ok((delivery?.deliveryCount ?? 0) >= 2);
    await delivery?.ack();
  });
}

function cancelling(make: MakeBroker): void {
  brokerTest(
    'an order to end reaches its agent, until it is acked',
    make,
    async ({ ports, connect }, signal) => {
      const { tasks } = ports;
      const before = await connect();
      const ids = ['host.example.com', 'host', '*'];
      const cancels = ids.map(() => ({ attempt: sampleAttempt(), traceparent: TRACEPARENT }));
      for (const [index, cancel] of cancels.entries()) await tasks.publishCancel(ids[index] ?? '', cancel);
      const [seen] = await first(1, before.ports.tasks.takeCancels('host', signal));
      assert.deepEqual(seen?.cancel, cancels[1]);
      await before.die();
      for (const [index, id] of ids.entries()) {
        const [delivery] = await first(1, tasks.takeCancels(id, signal));
        assert.deepEqual(delivery?.cancel, cancels[index]);
        await delivery?.ack();
      }
    },
  );

  brokerTest(
    'one that was acked does not come again',
    make,
    async ({ ports: { tasks }, clock, policy }, signal) => {
      const [one, two] = [sampleAttempt(), sampleAttempt()];
      await tasks.publishCancel('a1', { attempt: one, traceparent: '' });
      const stream = tasks.takeCancels('a1', signal)[Symbol.asyncIterator]();
      const delivery = (await stream.next()).value;
      await delivery?.ack();
      await clock.sleep(policy.cancelAckWaitMs * 1.5);
      await tasks.publishCancel('a1', { attempt: two, traceparent: '' });
      assert.deepEqual((await stream.next()).value?.cancel.attempt, two);
      await stream.return?.();
    },
  );
}
