import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startHealthServer } from './health-server.ts';
import { ServiceError } from './service-error.ts';

test('live, ready, and why not', async () => {
  let problem: string | undefined = 'not connected to nats://127.0.0.1:4222';
  const server = await startHealthServer({
    address: '127.0.0.1:0',
    checks: () => [{ name: 'nats', problem: () => problem }],
    metrics: async () => 'x 1\n',
  });
  const get = async (path: string): Promise<[number, string]> => {
    const response = await fetch(`http://${server.address}${path}`);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await get('/healthz'), [200, 'ok\n']);
  assert.deepEqual(await get('/readyz'), [503, 'nats: not connected to nats://127.0.0.1:4222\n']);
  problem = undefined;
  assert.deepEqual(await get('/readyz?verbose'), [200, 'ready\n']);
  assert.deepEqual(await get('/metrics'), [200, 'x 1\n']);
  assert.equal((await get('/'))[0], 404);
  await assert.rejects(
    startHealthServer({ address: server.address, checks: () => [] }),
    (error) => error instanceof ServiceError && error.code === 'port_taken',
  );
  await server.stop();
  await server.stop();
});

test('an address that is none', async () => {
  for (const address of ['8080', '127.0.0.1:http', '127.0.0.1:70000', 'no.such.host.invalid:80']) {
    await assert.rejects(
      startHealthServer({ address, checks: () => [] }),
      (error) => error instanceof ServiceError && error.code === 'address_unusable',
    );
  }
});
