import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { Objm } from '@nats-io/obj';
import { ownNats } from '@tiphys/testkit';
import type { RecordedTransition } from '../history-log.ts';
import { sampleAttempt, sampleCommand, sampleRef, sampleTask, sampleTransition } from '../testing/samples.ts';
import { silentLogger } from '../testing/silent-logger.ts';
import { connectJetStream, type JetStreamBroker } from './connect-jetstream.ts';

/** NATS's own default, and more than a message of it may have. */
const MAX_PAYLOAD = 1024 * 1024;
const LARGE = 'x'.repeat(3 * MAX_PAYLOAD);
const server = await ownNats({ maxPayload: MAX_PAYLOAD });
let broker: JetStreamBroker;
let other: JetStreamBroker;

before(async () => {
  const connect = () => connectJetStream({ servers: server.url, name: 'claims', logger: silentLogger });
  [broker, other] = [connect(), connect()];
  await Promise.all([broker.ready(), other.ready()]);
});
after(() => Promise.all([broker.close(), other.close()]));

async function payloads(): Promise<string[]> {
  const bucket = await new Objm(await broker.connection()).open('payloads');
  return (await bucket.list()).map(({ name }) => name);
}

describe('messages that are larger than the broker takes', () => {
  test('a transition is appended, read, followed, and goes with its workflow', async () => {
    const ref = sampleRef();
    const first = await broker.history.append(ref, sampleTransition(LARGE), 0);
    const second = await broker.history.append(ref, sampleTransition('small'), first);
    await assert.rejects(broker.history.append(ref, sampleTransition(LARGE), first), {
      code: 'stale_version',
    });
    assert.equal(
      (await payloads()).filter((name) => name.startsWith(ref.uid)).length,
      1,
      'the same bytes once',
    );

    const read: RecordedTransition[] = [];
    for await (const one of other.history.read(ref.uid)) read.push(one);
    assert.deepEqual(
      read.map(({ version, transition }) => [version, transition.commandId.length]),
      [
        [first, LARGE.length],
        [second, 5],
      ],
    );
    const end = new AbortController();
    const followed: number[] = [];
    for await (const one of other.history.follow({ afterVersion: first - 1, uid: ref.uid }, end.signal)) {
      if (!('caughtUp' in one)) followed.push(one.transition.commandId.length);
      else end.abort();
    }
    assert.deepEqual(followed, [LARGE.length, 5]);

    await broker.history.purge(ref.uid);
    assert.deepEqual(
      (await payloads()).filter((name) => name.startsWith(ref.uid)),
      [],
    );
    for await (const one of other.history.read(ref.uid)) assert.equal(one.version, second);
  });

  test('the last transition of a purged workflow keeps its payload', async () => {
    const ref = sampleRef();
    await broker.history.append(ref, sampleTransition(LARGE), 0);
    await broker.history.purge(ref.uid);
    const read: RecordedTransition[] = [];
    for await (const one of other.history.read(ref.uid)) read.push(one);
    assert.equal(read[0]?.transition.commandId.length, LARGE.length);
  });

  test('commands come in their order, and those that are pending are found', async () => {
    const ref = sampleRef();
    const commands = [0, 1, 2].map((index) => ({
      ...sampleCommand(ref),
      id: `${randomUUID()}-${index}`,
      traceparent: index === 1 ? 'small' : LARGE,
    }));
    for (const command of commands) await broker.commands.publish(command);
    const seen: [string, number][] = [];
    const end = new AbortController();
    await other.commands.consume(
      { consumerId: 'claims', concurrency: 4 },
      async ({ command, ack }) => {
        seen.push([command.id, command.traceparent.length]);
        await ack();
        if (seen.length === 3) end.abort();
      },
      end.signal,
    );
    assert.deepEqual(
      seen,
      commands.map(({ id, traceparent }) => [id, traceparent.length]),
    );
  });

  test('a task is taken', async () => {
    const task = { ...sampleTask(sampleAttempt()), traceparent: LARGE };
    await broker.tasks.publish('claims', task);
    for await (const delivery of other.tasks.take('claims', async () => 1, new AbortController().signal)) {
      assert.deepEqual(delivery.task, task);
      await delivery.ack();
      break;
    }
  });

  test('one whose payload is gone is set aside, and those behind it come', async () => {
    const [lost, small] = [sampleRef(), sampleRef()];
    await broker.commands.publish({ ...sampleCommand(lost), id: randomUUID(), traceparent: LARGE });
    const bucket = await new Objm(await broker.connection()).open('payloads');
    for (const name of await payloads()) if (name.startsWith(lost.uid)) await bucket.delete(name);
    await broker.commands.publish({ ...sampleCommand(small), id: randomUUID() });
    const end = new AbortController();
    await other.commands.consume(
      { consumerId: 'claims', concurrency: 4 },
      async ({ command, ack }) => {
        assert.equal(command.ref.uid, small.uid);
        await ack();
        end.abort();
      },
      end.signal,
    );
  });
});
