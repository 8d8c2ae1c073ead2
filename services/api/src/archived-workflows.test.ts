import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  archivedLabelValues,
  deleteArchived,
  getArchived,
  listArchived,
  resubmitArchived,
} from './archived-workflows.ts';
import { World } from './testing/api-world.ts';

const ANY = {
  namespace: 'argo',
  labelSelector: '',
  fieldSelector: '',
  namePrefix: '',
  nameFilter: '',
  limit: 0,
};

/** Two workflows that have ended; the first is deleted. */
async function archivedWorld(t: { after: (end: () => void) => void }): Promise<World> {
  const world = new World();
  t.after(() => world.stop());
  for (const name of ['a', 'b']) {
    const workflow = await world.running(name);
    await world.finish(workflow);
    if (name === 'a') await world.delete(workflow);
  }
  return world;
}

test('a deleted workflow is had by uid and by name', async (t) => {
  const { ports } = await archivedWorld(t);
  const byName = await getArchived(ports, { uid: '', namespace: 'argo', name: 'a' });
  assert.equal(byName.status?.phase, 'Succeeded');
  assert.equal(Object.keys(byName.status?.nodes ?? {}).length, 1);
  const uid = byName.metadata.uid ?? '';
  assert.deepEqual(await getArchived(ports, { uid, namespace: '', name: '' }), byName);
  for (const key of [{ name: 'c' }, { uid: 'nobody' }, { name: 'a', namespace: 'other' }]) {
    const whole = { uid: '', namespace: 'argo', name: '', ...key };
    await assert.rejects(getArchived(ports, whole), { code: 'not_found' });
  }
  await assert.rejects(getArchived(ports, { uid: '', namespace: 'argo', name: '' }), {
    code: 'invalid_argument',
  });
});

test('pages go on by offset', async (t) => {
  const { ports } = await archivedWorld(t);
  const first = await listArchived(ports, { ...ANY, limit: 1, continueToken: '' });
  assert.deepEqual([first.continueToken, first.remaining], ['1', 1]);
  const second = await listArchived(ports, { ...ANY, limit: 1, continueToken: first.continueToken });
  assert.deepEqual([second.continueToken, second.remaining], ['', 0]);
  const names = [...first.items, ...second.items].map(({ metadata }) => metadata.name);
  assert.deepEqual(names.sort(), ['a', 'b']);
  await assert.rejects(listArchived(ports, { ...ANY, continueToken: 'x' }), { message: /must be int/ });
  await assert.rejects(listArchived(ports, { ...ANY, fieldSelector: 'spec.x=1', continueToken: '' }), {
    code: 'invalid_argument',
  });
});

test('of both names the one by name goes', async (t) => {
  const { ports } = await archivedWorld(t);
  const b = await getArchived(ports, { uid: '', namespace: 'argo', name: 'b' });
  await deleteArchived(ports, { uid: b.metadata.uid ?? '', namespace: 'argo', name: 'a' });
  assert.equal((await listArchived(ports, { ...ANY, continueToken: '' })).items.length, 1);
  await assert.rejects(deleteArchived(ports, { uid: '', namespace: 'argo', name: 'a' }), {
    code: 'not_found',
  });
});

test('values of one label', async (t) => {
  const { ports } = await archivedWorld(t);
  const label = 'workflows.argoproj.io/workflow-archiving-status';
  assert.deepEqual(await archivedLabelValues(ports, label), ['Persisted']);
  for (const selector of ['', 'a,b', 'a=b', '!a', 'a in (b)']) {
    await assert.rejects(async () => archivedLabelValues(ports, selector), { code: 'invalid_argument' });
  }
});

test('resubmitted: a new workflow without the labels of the old one', async (t) => {
  const world = await archivedWorld(t);
  const key = { uid: '', namespace: 'argo', name: 'a' };
  const options = { memoized: false, parameters: [] };
  const again = await world.settle(resubmitArchived(world.ports, key, options, ''));
  assert.match(again.metadata.name ?? '', /^a-/);
  assert.deepEqual({ ...again.metadata.labels }, { 'workflows.argoproj.io/resubmitted-from-workflow': 'a' });
});
