import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import pg from 'pg';
import { watchLeaks } from './leaks.ts';
import { ownNats, testNats } from './test-nats.ts';
import { ownPostgres, testPostgres } from './test-postgres.ts';

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('one nats-server for the process', async () => {
  assert.deepEqual(await testNats(), await testNats());
});

test('databases are clones of what was prepared once, and apart from each other', async () => {
  let runs = 0;
  const prepare = async (url: string): Promise<void> => {
    runs += 1;
    await query(url, 'CREATE TABLE seats (name text)');
  };
  const [one, two] = await Promise.all([testPostgres(prepare), testPostgres(prepare)]);
  assert.equal(runs, 1);
  await query(one.url, "INSERT INTO seats VALUES ('helm')");
  assert.deepEqual(await query(one.url, 'SELECT name FROM seats'), [{ name: 'helm' }]);
  assert.deepEqual(await query(two.url, 'SELECT name FROM seats'), []);
});

describe('own servers', () => {
  test('are killed and come back where they were, with their data', async () => {
    const postgres = await ownPostgres();
    await query(postgres.url, 'CREATE TABLE seats (name text)');
    const pid = postgres.pid;
    await postgres.kill();
    await assert.rejects(query(postgres.url, 'SELECT 1'), /ECONNREFUSED/);
    await postgres.restart();
    assert.notEqual(postgres.pid, pid);
    assert.deepEqual(await query(postgres.url, 'SELECT name FROM seats'), []);
  });

  test('nats too', async () => {
    const nats = await ownNats({ maxPayload: 1024 });
    await nats.kill();
    await nats.restart();
    const socket = connect(nats.port, '127.0.0.1');
    const [info] = (await once(socket, 'data')) as [Buffer];
    assert.match(String(info), /"max_payload":1024\b/);
    socket.destroy();
  });
});

test('a child process and a socket that are left are named', async () => {
  const leaks = await watchLeaks('tiphys.workflow-uid=none');
  await leaks.assertNone();
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  await assert.rejects(leaks.assertNone(0), /left behind: process \d+ \(sleep 60\)$/);
  child.kill();
  await leaks.assertNone();
  const { url } = await testNats();
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'data');
  await assert.rejects(leaks.assertNone(0), /left behind: TCPSocketWrap 1$/);
  socket.destroy();
  await leaks.assertNone();
});
