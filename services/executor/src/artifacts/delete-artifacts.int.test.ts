import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { systemClock } from '@tiphys/clock/system';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import { silentLogger } from '@tiphys/service-kit';
import type { ExecutorPorts } from '../ports.ts';
import { deleteArtifacts } from './delete-artifacts.ts';

/** A port of this host on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test('a store that is away is given up, once for all that lies there; the others are seen to', async () => {
  const store = new MemoryObjectStore();
  async function* body() {
    yield Buffer.from('x');
  }
  await store.put('here', body());
  const objects = { readSecret: async () => new Map([['k', Buffer.from('v')]]) };
  const ports = { clock: systemClock, logger: silentLogger, store, objects } as unknown as ExecutorPorts;
  const secret = { name: 's', key: 'k' };
  const away = {
    endpoint: `127.0.0.1:${await deadPort()}`,
    insecure: true,
    bucket: 'b',
    region: 'us-east-1',
    accessKeySecret: secret,
    secretKeySecret: secret,
  };
  const deletions = [
    ...['1', '2', '3'].map((name) => ({ nodeId: 'n', name, location: { s3: { ...away, key: name } } })),
    { nodeId: 'n', name: 'here', location: { s3: { key: 'here' } } },
    { nodeId: 'n', name: 'git', location: { git: { repo: 'https://host/r' } } },
  ];
  const begun = performance.now();
  const failures = await deleteArtifacts(ports, 'default', deletions, new AbortController().signal);
  assert.deepEqual(
    failures.map(({ name }) => name),
    ['1', '2', '3', 'git'],
  );
  assert.equal(new Set(failures.slice(0, 3).map(({ message }) => message)).size, 1);
  assert.match(failures[3]?.message ?? '', /delete not supported/);
  assert.equal(await store.size('here'), undefined);
  assert.ok(performance.now() - begun < 30_000, 'it was asked as often for all of them as for one');
});
