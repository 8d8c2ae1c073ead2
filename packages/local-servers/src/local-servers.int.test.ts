import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type LocalServer, LocalServerError } from './local-server.ts';
import { programName } from './process-table.ts';
import { startNats } from './start-nats.ts';
import { startPostgres } from './start-postgres.ts';

const directory = mkdtempSync(join(tmpdir(), 'tiphys-local-servers-'));
after(() => rmSync(directory, { recursive: true, force: true }));

/** Of every test, whatever becomes of it: a server that runs keeps the test's process alive. */
const started: LocalServer[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
});

async function kept(starting: Promise<LocalServer>): Promise<LocalServer> {
  const server = await starting;
  started.push(server);
  return server;
}

/** The first bytes that a server sends, after it was sent something. */
async function greeting(port: number, request?: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  if (request !== undefined) socket.write(request);
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes.toString('latin1');
}

/** PostgreSQL answers this one with one letter, before any password. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

const KINDS: { name: string; program: string; start(dir: string, port?: number): Promise<LocalServer> }[] = [
  {
    name: 'nats',
    program: 'nats-server',
    start: (dir, port) => kept(startNats({ storeDir: dir, ...(port === undefined ? {} : { port }) })),
  },
  {
    name: 'postgres',
    program: 'postgres',
    start: (dir, port) =>
      kept(startPostgres({ dataDir: dir, durable: false, ...(port === undefined ? {} : { port }) })),
  },
];

test('nats-server says that JetStream is on, and the largest message', async () => {
  const server = await kept(startNats({ storeDir: join(directory, 'nats-info') }));
  const info = JSON.parse((await greeting(server.port)).slice('INFO '.length).split('\r\n')[0] ?? '');
  assert.equal(info.jetstream, true);
  assert.equal(info.max_payload, 8 * 1024 * 1024);
  assert.equal(`nats-server ${info.version}`, server.version);
  await server.stop();
});

test('PostgreSQL answers on its port, and its files are for their owner only', async () => {
  const dataDir = join(directory, 'postgres-info');
  const server = await kept(startPostgres({ dataDir, durable: false }));
  assert.equal(await greeting(server.port, SSL_REQUEST), 'N');
  assert.match(server.url, /^postgres:\/\/tiphys:[\w-]{24}@127\.0\.0\.1:\d+\/postgres$/);
  assert.equal(statSync(dataDir).mode & 0o077, 0);
  assert.equal(statSync(join(dataDir, 'password')).mode & 0o077, 0);
  await server.stop();
});

test('below a directory that PostgreSQL cannot reach, the data is elsewhere, with a link', {
  skip: process.getuid?.() !== 0 && 'not root',
}, async () => {
  const closed = mkdtempSync('/var/tiphys-closed-');
  after(() => rmSync(closed, { recursive: true }));
  const dataDir = join(closed, 'postgres');
  const first = await kept(startPostgres({ dataDir, durable: false }));
  const home = readlinkSync(join(dataDir, 'postgres'));
  after(() => rmSync(home, { recursive: true, force: true }));
  assert.equal(await greeting(first.port, SSL_REQUEST), 'N');
  await first.stop();
  const second = await kept(startPostgres({ dataDir, durable: false, port: first.port }));
  assert.equal(second.url, first.url);
});

for (const kind of KINDS) {
  test(`${kind.name}: stopped and started on the same data, with the same url`, async () => {
    const dir = join(directory, `${kind.name}-again`);
    const first = await kind.start(dir);
    await first.stop();
    assert.deepEqual(await first.exited, { code: 0 });
    assert.equal(programName(first.pid), undefined);
    const second = await kind.start(dir, first.port);
    assert.equal(second.url, first.url);
    await second.stop();
    await second.stop();
  });

  test(`${kind.name}: killed, its end is told, and it starts again on the same data`, async () => {
    const dir = join(directory, `${kind.name}-killed`);
    const first = await kind.start(dir);
    process.kill(first.pid, 'SIGKILL');
    assert.deepEqual(await first.exited, { code: 137 });
    const second = await kind.start(dir, first.port);
    await second.stop();
  });

  test(`${kind.name}: a port that is taken is one line with the port, the owner and what to do`, async () => {
    const first = await kind.start(join(directory, `${kind.name}-owner`));
    await assert.rejects(kind.start(join(directory, `${kind.name}-second`), first.port), (error) => {
      assert.ok(error instanceof LocalServerError);
      assert.equal(error.code, 'port_taken');
      assert.match(error.message, new RegExp(`:${first.port}: taken by .+; stop that process or choose`));
      if (process.platform === 'linux')
        assert.ok(error.message.includes(`${kind.program} (pid ${first.pid})`));
      assert.ok(!error.message.includes('\n'));
      return true;
    });
    await first.stop();
  });

  test(`${kind.name}: ends when the process that started it is killed, and its directory goes`, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tiphys-orphan-'));
    const script = `
      const { startNats, startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
      const dir = ${JSON.stringify(dir)};
      const options = { storeDir: dir, dataDir: dir, durable: false, removeOnExit: dir };
      const server = await (${kind.name === 'nats' ? 'startNats' : 'startPostgres'})(options);
      console.log(server.pid);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const pid = Number(String(line).trim());
    assert.equal(programName(pid), kind.program);
    child.kill('SIGKILL');
    while (programName(pid) !== undefined || existsSync(dir)) await delay(10);
  });

  test(`${kind.name}: an unreferenced server lets its starter end`, async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tiphys-unref-'));
    const script = `
      const { startNats, startPostgres } = await import(${JSON.stringify(join(import.meta.dirname, 'index.ts'))});
      const dir = ${JSON.stringify(dir)};
      const options = { storeDir: dir, dataDir: dir, durable: false, removeOnExit: dir, unref: true };
      await (${kind.name === 'nats' ? 'startNats' : 'startPostgres'})(options);
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    while (existsSync(dir)) await delay(10);
  });
}
