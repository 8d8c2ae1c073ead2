import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jetstreamManager } from '@nats-io/jetstream';
import { freePort } from '@tiphys/local-servers';
import { ownNats } from '@tiphys/testkit';
import { emptyBroker } from '../testing/empty-broker.ts';
import {
  sampleAttempt,
  sampleChunk,
  sampleCommand,
  sampleHeartbeat,
  sampleRef,
  sampleTransition,
} from '../testing/samples.ts';
import { silentLogger } from '../testing/silent-logger.ts';
import { connectJetStream, type JetStreamBroker } from './connect-jetstream.ts';

const TIMEOUT = { timeout: 60_000 };
const server = await ownNats();

function connected(servers: string = server.url): JetStreamBroker {
  return connectJetStream({ servers, name: 'test', logger: silentLogger, requestTimeoutMs: 2_000 });
}

test('a broker that is not there yet is waited for', TIMEOUT, async () => {
  const port = await freePort();
  const broker = connectJetStream({
    servers: `nats://127.0.0.1:${port}`,
    name: 'test',
    logger: silentLogger,
    requestTimeoutMs: 200,
  });
  await assert.rejects(broker.names.lookup('default', 'wf'), { code: 'broker_unavailable' });
  assert.match(broker.problem() ?? '', /cannot be reached.*ECONNREFUSED/);
  const impatient = AbortSignal.timeout(50);
  await assert.rejects(broker.ready(impatient), { name: 'TimeoutError' });
  await broker.close();
  await assert.rejects(broker.names.lookup('default', 'wf'), { code: 'broker_unavailable' });
  await assert.rejects(broker.ready(), { code: 'broker_unavailable' });
});

test('one that comes later is found', TIMEOUT, async () => {
  await server.kill();
  const broker = connected();
  const ready = broker.ready();
  await server.restart();
  await ready;
  assert.equal(await broker.names.reserve('default', 'later', 'u1'), true);
  await broker.close();
});

test('many services may make the streams at once', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const brokers = Array.from({ length: 12 }, () => connected());
  await Promise.all(brokers.map((broker) => broker.ready()));
  await Promise.all(brokers.map(({ agents }, index) => agents.beat(sampleHeartbeat(`a${index}`))));
  assert.equal((await brokers[0]?.agents.list())?.length, 12);
  await Promise.all(brokers.map((broker) => broker.close()));
});

test('streams of an older configuration are brought up to date', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const before = connectJetStream({
    servers: server.url,
    name: 'test',
    logger: silentLogger,
    policy: { duplicateWindowMs: 1_000, commandAckWaitMs: 1_000 },
  });
  const ref = sampleRef();
  await before.commands.publish(sampleCommand(ref, 'kept'));
  await before.close();
  const after = connected();
  const jsm = await jetstreamManager(await after.connection());
  const { config, state } = await jsm.streams.info('COMMANDS');
  assert.equal(config.duplicate_window, 120_000_000_000);
  assert.equal(state.messages, 1);
  await after.close();
});

test('a deleted workflow leaves nothing but its tombstone, for a while', TIMEOUT, async () => {
  await emptyBroker(server.url);
  const broker = connected();
  const ref = sampleRef();
  const { uid, namespace, name } = ref;
  await broker.names.reserve(namespace, name, uid);
  await broker.agents.assign('a1', ref);
  await broker.logs.append(sampleChunk(sampleAttempt(ref), 0, 'x'));
  await broker.commands.schedule(ref, 't', Date.now() + 600_000, sampleCommand(ref));
  const one = await broker.history.append(ref, sampleTransition(), 0);
  await broker.history.append(ref, sampleTransition(), one);
  await broker.commands.purgeTimers(uid);
  await broker.agents.unassign('a1', uid);
  await broker.logs.purge(uid);
  await broker.history.purge(uid);
  await broker.names.release(namespace, name, uid);
  const jsm = await jetstreamManager(await broker.connection());
  const left = new Map<string, number>();
  for await (const { config, state } of jsm.streams.list()) {
    if (state.messages > 0) left.set(config.name, state.messages);
  }
  assert.deepEqual([...left].sort(), [
    ['HISTORY', 1],
    ['TOMBSTONES', 1],
  ]);
  await broker.close();
});

test('an aborted call ends with the reason', TIMEOUT, async () => {
  const broker = connected();
  await broker.ready();
  const reason = new Error('enough');
  await assert.rejects(broker.names.lookup('default', 'wf', AbortSignal.abort(reason)), reason);
  const end = new AbortController();
  const asking = broker.commands.request(sampleCommand(sampleRef()), 30_000, end.signal);
  end.abort(reason);
  await assert.rejects(asking, reason);
  await broker.close();
});
