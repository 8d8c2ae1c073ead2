import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { syncCreate, syncDelete, syncGet, syncUpdate } from './sync.ts';

test('a limit in a ConfigMap, printed as argo does', async () => {
  const session = memorySession({ server: new MemoryServer() });
  const flags = { type: 'ConfigMap', cmName: 'limits' };
  const printed = (limit: number): string =>
    `Key: a\nType: configmap\nConfigMap Name: limits\nNamespace: default\nLimit: ${limit}\n`;
  await syncCreate(session, 'a', { ...flags, limit: 2 });
  await syncUpdate(session, 'a', { ...flags, limit: 3 });
  await syncGet(session, 'a', flags);
  await syncDelete(session, 'a', flags);
  assert.equal(
    session.printed(),
    `Sync limit created\n${printed(2)}Sync limit updated\n${printed(3)}${printed(3)}Sync limit deleted\n`,
  );
  await assert.rejects(syncGet(session, 'a', flags), /not found/);
});

test('a limit of the database', async () => {
  const session = memorySession({ server: new MemoryServer() });
  await syncCreate(session, 'a', { type: 'database', limit: 2 });
  assert.equal(
    session.printed(),
    'Sync limit created\nKey: a\nType: database\nNamespace: default\nLimit: 2\n',
  );
});

test('wrong types, and a ConfigMap without a name', async () => {
  const session = memorySession({ server: new MemoryServer() });
  await assert.rejects(syncGet(session, 'a', { type: 'mysql' }), /must be either 'database' or 'configmap'/);
  await assert.rejects(syncGet(session, 'a', { type: 'configmap' }), /--cm-name is required/);
});
