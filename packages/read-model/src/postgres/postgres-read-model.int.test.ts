import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testPostgres } from '@tiphys/testkit';
import { archiveSuite } from '../testing/archive-suite.ts';
import { readModelSuite } from '../testing/read-model-suite.ts';
import { connectPostgresReadModel } from './connect.ts';
import type { PostgresReadModel } from './postgres-read-model.ts';

const opened: PostgresReadModel[] = [];
after(() => Promise.all(opened.map((store) => store.close())));

function connect(url: string, archives = false): PostgresReadModel {
  const store = connectPostgresReadModel({ url, maxConnections: 4, archives });
  opened.push(store);
  return store;
}

async function prepare(url: string): Promise<void> {
  const store = connectPostgresReadModel({ url });
  await store.prepare();
  await store.close();
}

readModelSuite('PostgreSQL', async () => connect((await testPostgres(prepare)).url));
archiveSuite('PostgreSQL', async () => connect((await testPostgres(prepare)).url, true));

test('several instances prepare the same database at the same time', async () => {
  const { url } = await testPostgres();
  const stores = [connect(url), connect(url), connect(url)];
  await Promise.all(stores.map((store) => store.prepare()));
  for (const store of stores) assert.equal(await store.position(), 0);
});

test('a database that is not there is unavailable, which may pass', async () => {
  const store = connect('postgres://nobody@127.0.0.1:9/none');
  await assert.rejects(store.position(), { code: 'database_unavailable', retryable: true });
});

test('a database without tables is unavailable until somebody prepares it', async () => {
  const store = connect((await testPostgres()).url);
  await assert.rejects(store.position(), { code: 'database_unavailable', retryable: true });
  await store.prepare();
  assert.equal(await store.position(), 0);
});

test('a wrong password is no matter of time', async () => {
  const url = new URL((await testPostgres()).url);
  url.password = 'wrong';
  await assert.rejects(connect(url.href).position(), { code: 'database_failed', retryable: false });
});
