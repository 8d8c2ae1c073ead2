import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ownNats } from '@tiphys/testkit';
import { EventLogError } from '../errors.ts';
import type { WorkflowRef } from '../refs.ts';
import { consuming } from '../testing/command-queue-suite.ts';
import { emptyBroker } from '../testing/empty-broker.ts';
import { retrying } from '../testing/retrying.ts';
import {
  endChunk,
  sampleAttempt,
  sampleChunk,
  sampleCommand,
  sampleRef,
  sampleTask,
  sampleTransition,
} from '../testing/samples.ts';
import { silentLogger } from '../testing/silent-logger.ts';
import { all, first, Tally } from '../testing/taking.ts';
import { connectJetStream, type JetStreamBroker } from './connect-jetstream.ts';

const KILLS = 3;
const TIMEOUT = { timeout: 120_000 };
const server = await ownNats();

function connected(): JetStreamBroker {
  const policy = { commandAckWaitMs: 2_000, taskAckWaitMs: 2_000 };
  return connectJetStream({ servers: server.url, name: 'test', logger: silentLogger, policy });
}

/** A tally of anything. */
type Progress = Pick<Tally<unknown>, 'items'> & { reaches(count: number): Promise<unknown> };

/** Kills the server and starts it again, each time when so much more has happened. */
async function killing(progress: Progress, every: number): Promise<void> {
  for (let kill = 1; kill <= KILLS; kill += 1) {
    await progress.reaches(kill * every);
    await server.kill();
    await server.restart();
  }
}

/** Appends as a scheduler does: after an unknown outcome it looks what is there, and decides again. */
async function appendSurely(
  broker: JetStreamBroker,
  ref: WorkflowRef,
  id: string,
  version: number,
): Promise<number> {
  let expected = version;
  for (;;) {
    try {
      return await broker.history.append(ref, sampleTransition(id), expected);
    } catch (error) {
      if (!(error instanceof EventLogError) || error.code === 'payload_too_large') throw error;
      await broker.ready();
      const there = await retrying(broker, () => all(broker.history.read(ref.uid)));
      const last = there.at(-1);
      if (last?.transition.commandId === id) return last.version;
      expected = last?.version ?? 0;
    }
  }
}

test('histories: nothing is lost, and followers see each transition once', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const [writer, reader] = [connected(), connected()];
  const end = new AbortController();
  const progress = new Tally<number>();
  const refs = Array.from({ length: 4 }, () => sampleRef());
  const perWorkflow = 150;
  const following = first(4 * perWorkflow + 1, reader.history.follow({ afterVersion: 0 }, end.signal));
  const followingOne = first(
    perWorkflow + 1,
    reader.history.follow({ afterVersion: 0, uid: refs[0]?.uid ?? '' }, end.signal),
  );
  const writing = refs.map(async (ref) => {
    let version = 0;
    for (let index = 0; index < perWorkflow; index += 1) {
      version = await appendSurely(writer, ref, `t${index}`, version);
      progress.add(version);
    }
  });
  await Promise.all([...writing, killing(progress, perWorkflow)]);
  const followed = (await following).flatMap((item) => ('transition' in item ? [item] : []));
  assert.deepEqual(
    followed.map(({ version }) => version),
    followed.map(({ version }) => version).sort((a, b) => a - b),
  );
  for (const ref of refs) {
    const expected = Array.from({ length: perWorkflow }, (_, index) => `t${index}`);
    const read = await all(writer.history.read(ref.uid));
    assert.deepEqual(
      read.map(({ transition }) => transition.commandId),
      expected,
    );
    assert.deepEqual(
      followed.filter((item) => item.ref.uid === ref.uid),
      read,
    );
  }
  const one = (await followingOne).flatMap((item) =>
    'transition' in item ? [item.transition.commandId] : [],
  );
  assert.equal(new Set(one).size, perWorkflow);
  end.abort();
  await Promise.all([writer.close(), reader.close()]);
});

test('commands, tasks and logs: nothing is lost', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const [client, scheduler, agent] = [connected(), connected(), connected()];
  const end = new AbortController();
  const done = new Tally<string>();
  const handled = new Set<string>();
  const consumer = consuming(scheduler.commands, end.signal, async (delivery) => {
    handled.add(delivery.command.id);
    await delivery.ack();
    done.add(delivery.command.id);
  });
  const ran = new Set<string>();
  const running = (async () => {
    for await (const delivery of agent.tasks.take('default', () => Promise.resolve(4), end.signal)) {
      ran.add(delivery.task.attempt.nodeId);
      await delivery.ack().catch(() => undefined);
      done.add(delivery.task.attempt.nodeId);
    }
  })();
  const ref = sampleRef();
  const output = sampleAttempt(ref, 'log');
  const reading = (async () => {
    const chunks: number[] = [];
    for await (const { offset, end: last } of client.logs.read({ uid: ref.uid, follow: true }, end.signal)) {
      if (last) break;
      chunks.push(offset);
    }
    return chunks;
  })();
  const count = 300;
  const sending = (async () => {
    for (let index = 0; index < count; index += 1) {
      const command = sampleCommand(sampleRef(), `c${index}`);
      const task = sampleTask(sampleAttempt(ref, `n${index}`));
      await retrying(client, () => client.commands.publish(command));
      await retrying(client, () => client.tasks.publish('default', task));
      await retrying(client, () => client.logs.append(sampleChunk(output, index, '.')));
    }
    await retrying(client, () => client.logs.append(endChunk(output, count)));
  })();
  await Promise.all([sending, killing(done, count / 3)]);
  assert.deepEqual(
    await reading,
    Array.from({ length: count }, (_, index) => index),
  );
  await waitFor(done, () => handled.size === count && ran.size === count);
  end.abort();
  await Promise.all([consumer.stop(), running]);
  await Promise.all([client, scheduler, agent].map((broker) => broker.close()));
});

async function waitFor(progress: Progress, reached: () => boolean): Promise<void> {
  while (!reached()) await progress.reaches(progress.items.length + 1);
}

test('timers outlive the broker', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const broker = connected();
  const end = new AbortController();
  const ref = sampleRef();
  await broker.commands.schedule(ref, 't', Date.now() + 1_000, sampleCommand(ref, 'due'));
  await server.kill();
  await server.restart();
  const consumer = consuming(broker.commands, end.signal);
  assert.equal((await consumer.deliveries.reaches(1))[0]?.command.id, 'due');
  await consumer.stop();
  await broker.close();
});

test('a call that meets a dead broker says so, and does not hang', TIMEOUT, async () => {
  const broker = connectJetStream({
    servers: server.url,
    name: 'test',
    logger: silentLogger,
    requestTimeoutMs: 300,
  });
  await broker.ready();
  assert.equal(broker.problem(), undefined);
  const ref = sampleRef();
  await server.kill();
  for (let call = 0; call < 3; call += 1) {
    await assert.rejects(broker.history.append(ref, sampleTransition(), 0), { code: 'broker_unavailable' });
  }
  assert.match(broker.problem() ?? '', /NATS/);
  await server.restart();
  await broker.ready();
  assert.equal(broker.problem(), undefined);
  assert.ok((await broker.history.append(ref, sampleTransition(), 0)) > 0);
  await broker.close();
});

test('a broker that lost its store is told from one that has it', TIMEOUT, async () => {
  const broker = connected();
  const end = new AbortController();
  const ref = sampleRef();
  const version = await broker.history.append(ref, sampleTransition(), 0);
  const stream = broker.history.follow({ afterVersion: version }, end.signal)[Symbol.asyncIterator]();
  assert.deepEqual((await stream.next()).value, { caughtUp: true, version });
  const waiting = stream.next();
  const gone = assert.rejects(waiting, { code: 'history_gone' });
  await emptyBroker(server.url);
  await server.kill();
  await server.restart();
  await gone;
  await broker.close();
});
