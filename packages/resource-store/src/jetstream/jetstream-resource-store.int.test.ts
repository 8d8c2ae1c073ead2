import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { ownNats } from '@tiphys/testkit';
import type { ResourceChange } from '../resource-store.ts';
import { configMap, resourceStoreSuite } from '../testing/resource-store-suite.ts';
import { STREAM } from './bucket-connection.ts';
import { JetStreamResourceStore } from './jetstream-resource-store.ts';

const TIMEOUT = { timeout: 60_000 };
const STREAM_NOT_FOUND = 10059;
const server = await ownNats({ maxPayload: 1024 * 1024 });

function connected(): Promise<NatsConnection> {
  return connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
}

async function empty(): Promise<void> {
  const nc = await connected();
  const jsm = await jetstreamManager(nc, { timeout: TIMEOUT.timeout });
  try {
    await jsm.streams.delete(STREAM);
  } catch (error) {
    if (!(error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND)) throw error;
  }
  await nc.close();
}

resourceStoreSuite('jetstream', async () => {
  await empty();
  const connections = await Promise.all([connected(), connected()]);
  const [store, other] = connections.map((nc) => new JetStreamResourceStore({ connection: async () => nc }));
  assert.ok(store !== undefined && other !== undefined);
  return {
    store,
    other,
    close: async () => {
      await Promise.all(connections.map((nc) => nc.close()));
    },
  };
});

test(
  'a watch goes on when the broker has been killed, and tells what has changed meanwhile',
  TIMEOUT,
  async () => {
    await empty();
    const [watching, writing] = await Promise.all([connected(), connected()]);
    const watcher = new JetStreamResourceStore({ connection: async () => watching });
    const writer = new JetStreamResourceStore({ connection: async () => writing });
    const kept = (await writer.create(configMap('kept'), '1')) ?? 0;
    await writer.create(configMap('gone'), '1');
    const changes: ResourceChange[] = [];
    const caughtUp: number[] = [];
    let wake = (): void => undefined;
    const until = async (is: () => boolean): Promise<void> => {
      while (!is()) {
        const next = Promise.withResolvers<void>();
        wake = next.resolve;
        await next.promise;
      }
    };
    const end = new AbortController();
    const done = watcher.watch(
      (change) => {
        changes.push(change);
        wake();
      },
      (revision) => {
        caughtUp.push(revision);
        wake();
      },
      end.signal,
    );
    await until(() => caughtUp.length > 0);
    await watching.drain().catch(() => undefined);
    end.abort();
    await done;
    await writer.delete(configMap('gone'));
    await writer.update(configMap('kept'), '2', kept);
    // The second life of the same watch, over a server that dies in the middle of it.
    const again = await connected();
    const second = new JetStreamResourceStore({ connection: async () => again });
    const ending = new AbortController();
    changes.length = 0;
    caughtUp.length = 0;
    const running = second.watch(
      (change) => {
        changes.push(change);
        wake();
      },
      (revision) => {
        caughtUp.push(revision);
        wake();
      },
      ending.signal,
    );
    await until(() => caughtUp.length > 0);
    assert.deepEqual(
      changes.map(({ name, body }) => [name, body]),
      [['kept', '2']],
    );
    await server.kill();
    await server.restart();
    const fresh = await connected();
    const other = new JetStreamResourceStore({ connection: async () => fresh });
    await other.create(configMap('new'), '3');
    await other.delete(configMap('kept'));
    await until(() => changes.length >= 3);
    assert.deepEqual(
      changes
        .slice(1)
        .map(({ name, body }) => [name, body])
        .sort(),
      [
        ['kept', undefined],
        ['new', '3'],
      ],
      'each once, and nothing of before again',
    );
    ending.abort();
    await running;
    await Promise.all([again, fresh, writing].map((nc) => nc.close()));
  },
);

test('a store that does not answer says so', TIMEOUT, async () => {
  const store = new JetStreamResourceStore({
    connection: (signal) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
    requestTimeoutMs: 50,
  });
  await assert.rejects(store.get(configMap('a')), {
    code: 'store_unavailable',
    retryable: true,
    message: /^read ConfigMap argo\/a: /,
  });
});
