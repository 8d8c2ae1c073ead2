import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually } from '../fleet/eventually.ts';
import { NAMESPACE, startFleet } from '../fleet/fleet.ts';
import { runYaml } from '../fleet/yaml-workflow.ts';

const TIMEOUT = { timeout: 180_000 };
const ARCHIVING = 'workflows.argoproj.io/workflow-archiving-status';
const fleet = await startFleet({
  runtime: 'process',
  env: { TIPHYS_ARCHIVE: 'merged', TIPHYS_STATUS_REBUILD: 'true' },
});
const { client } = fleet;

function steps(name: string, more = ''): string {
  return `
metadata: { name: ${name}, labels: { for: archive } }
spec:
  entrypoint: main
  ${more}
  templates:
    - name: main
      steps: [[{ name: a, template: echo }], [{ name: b, template: echo }]]
    - name: echo
      script: { image: busybox, command: [sh], source: 'echo hello' }
`;
}

test('a workflow that is deleted is in the archive, whole, until it is deleted there', TIMEOUT, async () => {
  const ended = await runYaml(fleet, steps('kept'));
  assert.equal(ended.metadata.labels?.[ARCHIVING], 'Archived');
  await client.deleteWorkflow(NAMESPACE, 'kept');
  assert.equal((await client.getWorkflow(NAMESPACE, 'kept')).metadata.labels?.[ARCHIVING], 'Persisted');
  const merged = await client.listWorkflows(NAMESPACE, { labelSelector: 'for=archive' });
  assert.deepEqual(
    merged.items.map(({ metadata }) => metadata.name),
    ['kept'],
  );
  const { items } = await client.archive.list(NAMESPACE, { labelSelector: 'for=archive' });
  assert.deepEqual(
    items.map(({ metadata, status }) => [metadata.name, status?.phase, status?.nodes]),
    [['kept', 'Succeeded', undefined]],
  );
  const uid = ended.metadata.uid ?? '';
  const archived = await client.archive.get(uid);
  assert.equal(archived.metadata.labels?.[ARCHIVING], 'Persisted');
  assert.deepEqual(archived.status?.nodes, ended.status?.nodes);
  assert.ok((await client.archive.labelKeys()).includes('for'));
  assert.deepEqual(await client.archive.labelValues('for'), ['archive']);

  await fleet.kill('status');
  await fleet.restart('status');
  assert.deepEqual((await client.archive.get(uid)).status?.nodes, ended.status?.nodes);

  await client.archive.delete(uid);
  await assert.rejects(client.archive.get(uid), { code: 'not_found' });
  await assert.rejects(client.getWorkflow(NAMESPACE, 'kept'), { code: 'not_found' });
});

test('one that its ttlStrategy deletes is archived, and can be submitted once more', TIMEOUT, async () => {
  const ended = await runYaml(fleet, steps('short', 'ttlStrategy: { secondsAfterCompletion: 0 }'));
  const uid = ended.metadata.uid ?? '';
  await eventually('it is deleted', async () => {
    const { metadata } = await client.getWorkflow(NAMESPACE, 'short');
    return metadata.labels?.[ARCHIVING] === 'Persisted' ? metadata : undefined;
  });
  const again = await client.archive.resubmit(NAMESPACE, uid);
  assert.equal(again.metadata.labels?.['workflows.argoproj.io/resubmitted-from-workflow'], 'short');
  const second = await fleet.watch.finished(again.metadata.name ?? '');
  assert.equal(second.status?.phase, 'Succeeded');
});

test('limits of semaphores are set by SyncService', TIMEOUT, async () => {
  const limit = { type: 'database' as const, namespace: NAMESPACE, cmName: '', key: 'few', limit: 1 };
  assert.deepEqual(await client.sync.create(limit), limit);
  const ended = await runYaml(
    fleet,
    steps('semaphore', 'synchronization: { semaphores: [{ database: { key: few } }] }'),
  );
  assert.equal(ended.status?.phase, 'Succeeded');
  await client.sync.update({ ...limit, limit: 3 });
  assert.equal((await client.sync.get(limit)).limit, 3);
  await client.sync.delete(limit);
  await assert.rejects(client.sync.get(limit), { code: 'not_found' });
});
