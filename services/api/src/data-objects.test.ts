import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openData, type SealedSecret, SecretKeys } from '@tiphys/resource-store';
import {
  applyDataObject,
  createDataObject,
  deleteDataObject,
  getDataObject,
  listDataObjects,
} from './data-objects.ts';
import { World } from './testing/api-world.ts';

function worldWithKeys() {
  const parsed = SecretKeys.parse(SecretKeys.generate());
  assert.ok(parsed.ok);
  const { ports, resources } = new World();
  return { ports: { ...ports, secretKeys: parsed.keys }, resources, keys: parsed.keys };
}

const settings = (data: Record<string, unknown>, more: object = {}) => ({
  metadata: { name: 'settings' },
  ...more,
  data,
});

test('a ConfigMap: created once, replaced as a whole, its identity stays', async () => {
  const { ports } = worldWithKeys();
  const created = await createDataObject(ports, 'ConfigMap', 'argo', settings({ a: '1', b: '2' }));
  await assert.rejects(createDataObject(ports, 'ConfigMap', 'argo', settings({})), {
    code: 'already_exists',
    message: 'configmaps "settings" already exists',
  });
  const { object, created: isNew } = await applyDataObject(ports, 'ConfigMap', 'argo', settings({ a: '3' }));
  assert.equal(isNew, false);
  assert.deepEqual(object.data, { a: '3' });
  assert.equal(object.metadata.uid, created.metadata.uid);
  assert.notEqual(object.metadata.resourceVersion, created.metadata.resourceVersion);
  assert.deepEqual(await getDataObject(ports, 'ConfigMap', 'argo', 'settings'), object);
  assert.deepEqual(await listDataObjects(ports, 'ConfigMap', ''), [object]);
  assert.deepEqual(await listDataObjects(ports, 'ConfigMap', 'other'), []);
  await deleteDataObject(ports, 'ConfigMap', 'argo', 'settings');
  for (const gone of [getDataObject, deleteDataObject]) {
    await assert.rejects(gone(ports, 'ConfigMap', 'argo', 'settings'), { code: 'not_found' });
  }
});

test('what is wrong with one is refused by its path', async () => {
  const { ports } = worldWithKeys();
  const refused: [unknown, RegExp][] = [
    [settings({ a: 1 }), /^data.a: expected a text/],
    [settings({}, { metadata: { name: 'A' } }), /^metadata.name: /],
    [
      settings({}, { metadata: { name: 'a', namespace: 'other' } }),
      /^metadata.namespace: the manifest says "other"/,
    ],
    ['text', /expected a ConfigMap/],
  ];
  for (const [json, message] of refused) {
    await assert.rejects(createDataObject(ports, 'ConfigMap', 'argo', json), {
      code: 'invalid_argument',
      message,
    });
  }
  await assert.rejects(createDataObject(ports, 'ConfigMap', '', settings({})), { code: 'invalid_argument' });
});

test('an immutable one stays as it is', async () => {
  const { ports } = worldWithKeys();
  await createDataObject(ports, 'ConfigMap', 'argo', settings({ a: '1' }, { immutable: true }));
  await assert.rejects(applyDataObject(ports, 'ConfigMap', 'argo', settings({ a: '2' })), {
    code: 'failed_precondition',
  });
});

test('a Secret is sealed before it is stored, and no answer has what it holds', async () => {
  const { ports, resources, keys } = worldWithKeys();
  const manifest = { metadata: { name: 'db' }, stringData: { password: 'hunter2' } };
  const answers = [
    await createDataObject(ports, 'Secret', 'argo', manifest),
    (await applyDataObject(ports, 'Secret', 'argo', manifest)).object,
    await getDataObject(ports, 'Secret', 'argo', 'db'),
    ...(await listDataObjects(ports, 'Secret', 'argo')),
  ];
  for (const answer of answers) assert.deepEqual(answer.data, { password: null });
  const stored = await resources.get({ kind: 'Secret', namespace: 'argo', name: 'db' });
  assert.equal(/hunter2|aHVudGVyMg/.test(stored?.body ?? 'hunter2'), false);
  const opened = openData(
    keys,
    { namespace: 'argo', name: 'db' },
    JSON.parse(stored?.body ?? '') as SealedSecret,
  );
  assert.ok(opened.ok);
  assert.equal(Buffer.from(opened.data.get('password') ?? '').toString(), 'hunter2');
  const wrong = { metadata: { name: 'db' }, data: { password: 'hunter2!' } };
  await assert.rejects(createDataObject(ports, 'Secret', 'argo', wrong), (error: Error) => {
    assert.equal(error.message, 'data.password: is no base64');
    return true;
  });
});

test('without a key there are no Secrets', async () => {
  const { ports } = new World();
  await assert.rejects(createDataObject(ports, 'Secret', 'argo', { metadata: { name: 'db' } }), {
    code: 'failed_precondition',
    message: /TIPHYS_SECRETS_KEY/,
  });
});
