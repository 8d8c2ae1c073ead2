import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { MemoryServer } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { createCrons, listCrons } from './cron.ts';
import { submit } from './submit.ts';

const folder = mkdtempSync(join(tmpdir(), 'tiphys-flags-'));
test.after(() => rmSync(folder, { recursive: true }));
const SPEC = { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'i', command: ['c'] } }] };
const TIME = '2026-01-01T00:00:00+02:00';

function file(name: string, manifest: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(manifest));
  return path;
}

test('submit: the service account and the time for which it is meant', async () => {
  const server = new MemoryServer();
  const session = memorySession({ server });
  const path = file('wf.json', { metadata: { name: 'wf' }, spec: SPEC });
  const flags = { serviceaccount: 'crew', scheduledTime: TIME };
  await submit(session, [path], flags);
  const { metadata, spec } = await server.getWorkflow('', 'wf');
  assert.equal(spec.serviceAccountName, 'crew');
  assert.deepEqual(metadata.annotations, { 'workflows.argoproj.io/scheduled-time': TIME });
  await submit(session, [], { ...flags, from: 'workflowtemplate/wt' });
  const call = server.calls.find((one) => one.startsWith('submit workflowtemplate/wt')) ?? '';
  assert.deepEqual(JSON.parse(call.slice(call.indexOf('{'))), {
    annotations: `workflows.argoproj.io/scheduled-time=${TIME}`,
    serviceAccount: 'crew',
  });
  for (const scheduledTime of ['tomorrow', '2026-01-01', '2026-13-01T00:00:00Z']) {
    await assert.rejects(submit(session, [path], { scheduledTime }), { code: 'usage' });
  }
});

test('cron create: what it says of the workflows to come, and another name', async () => {
  const server = new MemoryServer();
  const session = memorySession({ server });
  const path = file('cron.json', {
    kind: 'CronWorkflow',
    metadata: { name: 'old', labels: { a: 'b' } },
    spec: { schedules: ['* * * * *'], workflowSpec: { ...SPEC, arguments: { parameters: [{ name: 'p' }] } } },
  });
  await createCrons(session, [path], {
    name: 'new',
    entrypoint: 'other',
    parameter: ['p=1'],
    serviceaccount: 'crew',
    schedule: '0 0 * * *',
  });
  const { metadata, spec } = server.crons.kept.get('new') ?? assert.fail('it has its own name');
  assert.deepEqual({ ...metadata.labels }, { a: 'b' });
  const { entrypoint, serviceAccountName, arguments: given } = spec.workflowSpec;
  assert.deepEqual(
    [entrypoint, serviceAccountName, given],
    ['other', 'crew', { parameters: [{ name: 'p', value: '1' }] }],
  );
  assert.deepEqual(spec.schedules, ['0 0 * * *']);
  await listCrons(session, { selector: 'a=b' });
  assert.deepEqual(server.crons.lists, [{ namespace: 'default', labelSelector: 'a=b' }]);
});
