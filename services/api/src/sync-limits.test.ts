import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDataObject, getDataObject } from './data-objects.ts';
import {
  createSyncLimit,
  deleteSyncLimit,
  getSyncLimit,
  type SyncLimitKey,
  updateSyncLimit,
} from './sync-limits.ts';
import { World } from './testing/api-world.ts';

const IN_MAP: SyncLimitKey = { type: 'configmap', namespace: 'argo', cmName: 'limits', key: 'a' };
const IN_DATABASE: SyncLimitKey = { type: 'database', namespace: 'argo', cmName: '', key: 'a' };

for (const at of [IN_MAP, IN_DATABASE]) {
  test(`${at.type}: a limit is made, read, changed and taken away`, async () => {
    const { ports } = new World();
    await assert.rejects(getSyncLimit(ports, at), { code: 'not_found', message: /^key a in / });
    await assert.rejects(updateSyncLimit(ports, at, 2), { code: 'not_found', message: /create it first/ });
    await createSyncLimit(ports, at, 3);
    assert.equal(await getSyncLimit(ports, at), 3);
    await assert.rejects(createSyncLimit(ports, at, 4), { code: 'already_exists' });
    await createSyncLimit(ports, { ...at, key: 'b' }, 5);
    await updateSyncLimit(ports, at, 7);
    assert.equal(await getSyncLimit(ports, at), 7);
    await deleteSyncLimit(ports, at);
    await deleteSyncLimit(ports, at);
    await assert.rejects(getSyncLimit(ports, at), { code: 'not_found' });
    assert.equal(await getSyncLimit(ports, { ...at, key: 'b' }), 5);
  });
}

test('what Argo keeps in its database is in the ConfigMap that schedulers read', async () => {
  const { ports } = new World();
  await createSyncLimit(ports, IN_DATABASE, 2);
  assert.deepEqual((await getDataObject(ports, 'ConfigMap', 'argo', 'tiphys-semaphores')).data, { a: '2' });
});

test('two who write at once both have their limits kept', async () => {
  const { ports } = new World();
  const keys = ['a', 'b', 'c', 'd'].map((key) => ({ ...IN_MAP, key }));
  await Promise.all(keys.map((at, index) => createSyncLimit(ports, at, index + 1)));
  assert.deepEqual(await Promise.all(keys.map((at) => getSyncLimit(ports, at))), [1, 2, 3, 4]);
});

test('what else the ConfigMap holds stays, and one that is immutable is left alone', async () => {
  const { ports } = new World();
  const metadata = { name: 'limits', labels: { app: 'web' } };
  await applyDataObject(ports, 'ConfigMap', 'argo', { metadata, data: { other: 'text' } });
  await createSyncLimit(ports, IN_MAP, 1);
  const { data, metadata: after } = await getDataObject(ports, 'ConfigMap', 'argo', 'limits');
  assert.deepEqual([data, after.labels], [{ other: 'text', a: '1' }, { app: 'web' }]);
  await assert.rejects(getSyncLimit(ports, { ...IN_MAP, key: 'other' }), { code: 'invalid_argument' });
  await applyDataObject(ports, 'ConfigMap', 'argo', { metadata, immutable: true, data: { a: '1' } });
  await assert.rejects(updateSyncLimit(ports, IN_MAP, 2), { code: 'failed_precondition' });
});

test('bad requests are refused by field', async () => {
  const { ports } = new World();
  for (const limit of [0, -1]) {
    await assert.rejects(createSyncLimit(ports, IN_MAP, limit), {
      code: 'invalid_argument',
      message: /limit/,
    });
    await assert.rejects(updateSyncLimit(ports, IN_MAP, limit), { code: 'invalid_argument' });
  }
  await assert.rejects(createSyncLimit(ports, { ...IN_MAP, cmName: '' }, 1), { message: /^cmName/ });
  await assert.rejects(createSyncLimit(ports, { ...IN_MAP, namespace: '' }, 1), { message: /^namespace/ });
  await assert.rejects(createSyncLimit(ports, { ...IN_MAP, key: '' }, 1), { message: /^key/ });
  await assert.rejects(createSyncLimit(ports, { ...IN_MAP, key: 'no/key' }, 1), { code: 'invalid_argument' });
  await assert.rejects(createSyncLimit(ports, { ...IN_MAP, cmName: 'No Name' }, 1), {
    code: 'invalid_argument',
  });
  await assert.rejects(deleteSyncLimit(ports, IN_MAP), { code: 'not_found' });
});
