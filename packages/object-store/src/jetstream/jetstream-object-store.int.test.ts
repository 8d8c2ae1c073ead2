import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { NatsConnection } from '@nats-io/nats-core';
import { Objm } from '@nats-io/obj';
import { connect } from '@nats-io/transport-node';
import { VirtualClock } from '@tiphys/clock';
import { ownNats, testNats } from '@tiphys/testkit';
import { objectStoreSuite } from '../testing/index.ts';
import { JetStreamObjectStore } from './jetstream-object-store.ts';

const connections: NatsConnection[] = [];
after(() => Promise.all(connections.map((connection) => connection.close())));

async function connected(url: string): Promise<() => Promise<NatsConnection>> {
  const connection = await connect({ servers: url });
  connections.push(connection);
  return async () => connection;
}

async function makeStore(bucket: string): Promise<JetStreamObjectStore> {
  return new JetStreamObjectStore({ connection: await connected((await testNats()).url), bucket });
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function read(body: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body ?? []) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

objectStoreSuite('jetstream', () => makeStore('suite'), { largeBytes: 40 * 1024 * 1024 });

test("the layout is NATS's own: its driver reads what we write, and we read what it writes", async () => {
  const store = await makeStore('layout');
  await store.put('ours', bytes('from us'));
  const connection = connections.at(-1);
  assert.ok(connection);
  const theirs = await new Objm(connection).open('layout');
  assert.equal(new TextDecoder().decode((await theirs.getBlob('ours')) ?? undefined), 'from us');
  await theirs.putBlob({ name: 'theirs/a' }, new TextEncoder().encode('from them'));
  assert.equal(await read(await store.get('theirs/a')), 'from them');
  await theirs.delete('theirs/a');
  assert.equal(await store.get('theirs/a'), undefined);
  assert.equal(await store.delete('theirs/a'), false);
});

test('what is deleted or replaced leaves nothing in the stream', async () => {
  const store = await makeStore('left');
  await store.put('a', bytes('x'.repeat(600_000)));
  await store.put('a', bytes('y'));
  await store.put('b', bytes('z'));
  await store.delete('a');
  await store.delete('b');
  const connection = connections.at(-1);
  assert.ok(connection);
  const status = await (await new Objm(connection).open('left')).status();
  assert.equal(status.streamInfo.state.messages, 0);
});

test('chunks of a writer that died are removed, and no others', async () => {
  const { url } = await testNats();
  const connection = await connected(url);
  const store = new JetStreamObjectStore({ connection, bucket: 'abandoned' });
  const tomorrow = new JetStreamObjectStore({
    connection,
    bucket: 'abandoned',
    clock: new VirtualClock(Date.now() + 25 * 3_600_000),
  });
  await store.put('kept', bytes('kept'));
  (await connection()).publish('$O.abandoned.C.DEADWRITER', new Uint8Array(10));
  await (await connection()).flush();
  assert.equal(await store.removeAbandoned(), 0);
  assert.equal(await tomorrow.removeAbandoned(), 1);
  assert.equal(await tomorrow.removeAbandoned(), 0);
  assert.equal(await read(await store.get('kept')), 'kept');
});

test('an object that is damaged is not taken for whole', async () => {
  const store = await makeStore('damaged');
  await store.put('a', bytes('x'.repeat(1000)));
  const connection = connections.at(-1);
  assert.ok(connection);
  const bucket = await new Objm(connection).open('damaged');
  const info = await bucket.info('a');
  assert.ok(info);
  const reading = await store.get('a');
  const jsm = await (await import('@nats-io/jetstream')).jetstreamManager(connection);
  await jsm.streams.purge('OBJ_damaged', { filter: `$O.damaged.C.${info.nuid}` });
  connection.publish(`$O.damaged.C.${info.nuid}`, new TextEncoder().encode('y'.repeat(1000)));
  await connection.flush();
  await assert.rejects(read(reading), { code: 'object_changed', retryable: true });
});

test('a server that went away and came back', async () => {
  const server = await ownNats();
  const connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  connections.push(connection);
  const store = new JetStreamObjectStore({
    connection: async () => connection,
    bucket: 'restart',
    requestTimeoutMs: 1000,
  });
  await store.put('a', bytes('before'));
  await server.kill();
  await assert.rejects(store.size('a'), { code: 'store_unavailable', retryable: true });
  await server.restart();
  await connection.rtt().catch(() => undefined);
  for (;;) {
    const body = await store.get('a').catch(() => undefined);
    if (body === undefined) continue;
    assert.equal(await read(body), 'before');
    break;
  }
});
