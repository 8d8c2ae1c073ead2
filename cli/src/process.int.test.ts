import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer, Socket } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';

const TIPHYS = join(import.meta.dirname, '../bin/tiphys.mjs');
/** Nothing listens on it. */
const NOBODY = { ...process.env, ARGO_SERVER: '', TIPHYS_SERVER: '127.0.0.1:1' };

function tiphys(args: readonly string[], env: NodeJS.ProcessEnv = NOBODY) {
  return spawnSync(process.execPath, [TIPHYS, ...args], { encoding: 'utf8', env });
}

/** A Node of this host that cannot run the sources itself. */
const OLD_NODE = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((node) => existsSync(node) && major(node) < 24);

function major(node: string): number {
  return Number(/^v(\d+)/.exec(spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 99);
}

describe('the tiphys process', () => {
  it('helps without arguments', () => {
    const { status, stdout, stderr } = tiphys([]);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^Usage: tiphys /);
  });

  it('runs on the Node that npm installed where the host has an older one', {
    skip: OLD_NODE === undefined && 'no Node older than 24 on the PATH',
  }, () => {
    const run = (...args: string[]) =>
      spawnSync(OLD_NODE ?? '', [TIPHYS, ...args], { encoding: 'utf8', env: NOBODY });
    assert.match(run('version').stdout, / node v2[4-9]\./);
    assert.equal(run('get').status, 2);
  });

  it('ends when the older Node that waits for it is killed', {
    skip: OLD_NODE === undefined && 'no Node older than 24 on the PATH',
  }, async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const env = { ...NOBODY, TIPHYS_SERVER: `127.0.0.1:${port}` };
    const child = spawn(OLD_NODE ?? '', [TIPHYS, 'watch', 'w'], { env, stdio: 'ignore' });
    const [socket] = (await once(server, 'connection')) as [Socket];
    const left = once(socket, 'close');
    socket.on('error', () => undefined).resume();
    child.kill('SIGKILL');
    await left;
  });

  it('exits with 2 for a wrong command line', () => {
    const { status, stderr } = tiphys(['get', 'w', '--zap']);
    assert.equal(status, 2);
    assert.match(stderr, /^Error: unknown option '--zap'\n/);
  });

  it('says in one line that nobody answers', () => {
    const { status, stdout, stderr } = tiphys(['list']);
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /^Error: no Tiphys server at 127\.0\.0\.1:1: .*tiphys up.*\n$/);
  });

  it('is silent when its reader leaves', async () => {
    const child = spawn(process.execPath, [TIPHYS, '--help'], {
      env: NOBODY,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let complaints = '';
    child.stderr.on('data', (chunk) => {
      complaints += chunk;
    });
    await once(child, 'close');
    assert.equal(complaints, '');
  });

  it('ends when it is interrupted', async (t) => {
    // A server that accepts and says nothing: the call stands until the interrupt.
    const server = createServer().listen(0, '127.0.0.1');
    t.after(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const env = { ...NOBODY, TIPHYS_SERVER: `127.0.0.1:${address.port}` };
    const child = spawn(process.execPath, [TIPHYS, 'watch', 'w'], { env, stdio: 'ignore' });
    const closed = once(child, 'close');
    const first = await Promise.race([once(server, 'connection'), closed]);
    const [socket] = first;
    assert.ok(socket instanceof Socket, `it ended by itself: ${first}`);
    child.kill('SIGINT');
    assert.deepEqual(await closed, [130, null]);
    socket.destroy();
  });
});
