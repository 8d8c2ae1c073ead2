import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CronStore } from './cron-store.ts';
import { World } from './testing/api-world.ts';

const KEY = { kind: 'CronWorkflow', namespace: 'argo', name: 'tick' } as const;

function cron(spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = { name: 'tick' }) {
  const container = { image: 'busybox', command: ['true'] };
  const workflowSpec = { entrypoint: 'main', templates: [{ name: 'main', container }] };
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'CronWorkflow',
    metadata,
    spec: { schedules: ['* * * * *'], workflowSpec, ...spec },
  };
}

function store() {
  const { ports, resources } = new World();
  return { crons: new CronStore(ports), resources };
}

test('create, get, list, delete', async () => {
  const { crons } = store();
  const created = await crons.create('argo', cron());
  assert.equal(created.metadata.namespace, 'argo');
  assert.deepEqual(created.status?.active, null);
  await assert.rejects(crons.create('argo', cron()), {
    code: 'already_exists',
    message: 'cronworkflows.argoproj.io "tick" already exists',
  });
  assert.deepEqual(await crons.get('argo', 'tick'), created);
  const generated = await crons.create('other', cron({}, { generateName: 'gen-' }));
  assert.match(generated.metadata.name ?? '', /^gen-\w{5}$/);
  assert.equal((await crons.list('')).items.length, 2);
  assert.deepEqual((await crons.list('argo')).items, [created]);
  await crons.delete('argo', 'tick');
  await assert.rejects(crons.delete('argo', 'tick'), { code: 'not_found' });
  await assert.rejects(crons.get('argo', 'tick'), { code: 'not_found' });
});

test('a dry run stores nothing', async () => {
  const { crons } = store();
  assert.equal((await crons.create('argo', cron(), true)).metadata.name, 'tick');
  await assert.rejects(crons.get('argo', 'tick'), { code: 'not_found' });
});

test('an update, and a suspension, leave what the schedulers write', async () => {
  const { crons, resources } = store();
  const created = await crons.create('argo', cron());
  const found = await resources.get(KEY);
  const status = { ...created.status, succeeded: 7, phase: 'Active' };
  const kept = { ...JSON.parse(found?.body ?? ''), status, finished: [{ uid: 'u' }] };
  await resources.update(KEY, JSON.stringify(kept), found?.revision ?? 0);
  const updated = await crons.update('argo', '', cron({ schedules: ['@daily'] }));
  assert.deepEqual(updated.spec.schedules, ['@daily']);
  assert.equal(updated.status?.succeeded, 7);
  assert.equal(updated.metadata.uid, created.metadata.uid);
  assert.equal('finished' in updated, false, 'what they keep for themselves is not shown');
  assert.equal((await crons.setSuspended('argo', 'tick', true)).spec.suspend, true);
  assert.equal((await crons.setSuspended('argo', 'tick', false)).spec.suspend, false);
  assert.deepEqual(JSON.parse((await resources.get(KEY))?.body ?? '').finished, [{ uid: 'u' }]);
  await assert.rejects(crons.update('argo', 'none', cron({}, { name: 'none' })), { code: 'not_found' });
  await assert.rejects(crons.update('argo', 'other', cron()), { code: 'invalid_argument' });
});

test('what is wrong is refused by its path', async () => {
  const { crons } = store();
  const wrong: [unknown, RegExp][] = [
    [cron({ schedules: [] }), /^spec.schedules: cron workflow must have at least one schedule/],
    [cron({ timezone: 'Nowhere' }), /^spec.timezone: invalid timezone "Nowhere"/],
    [
      cron({ concurrencyPolicy: 'Maybe' }),
      /^spec.concurrencyPolicy: 'Maybe' is not a valid concurrencyPolicy/,
    ],
    [cron({ workflowSpec: { entrypoint: 'none' } }), /^spec.workflowSpec/],
    [cron({ schedule: '* * * * *' }), /^spec.schedule: strict decoding error: unknown field/],
    [cron({}, { name: 'x'.repeat(53) }), /must not be more than 52 characters long/],
    [cron({}, { name: 'tick', namespace: 'other' }), /^metadata.namespace/],
    [{ kind: 'Workflow' }, /^kind: expected "CronWorkflow"/],
  ];
  for (const [json, message] of wrong) {
    await assert.rejects(crons.create('argo', json), { code: 'invalid_argument', message });
    await assert.rejects(crons.lint('argo', json), { code: 'invalid_argument', message });
  }
});
