import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Artifact, Workflow } from '@tiphys/spec';
import { CronStore } from './cron-store.ts';
import { type SubmitOptions, submitWorkflow } from './submit-workflow.ts';
import { TemplateStore } from './template-store.ts';
import { World } from './testing/api-world.ts';

const UPLOAD = 'uploads/argo/0a0a0a0a-0000-4000-8000-00000000000a/data.csv';
const ARTIFACTS: Artifact[] = [
  { name: 'plain', s3: { key: 'first' } },
  { name: 'kept', s3: { key: 'old', bucket: 'b', endpoint: 'host' } },
  { name: 'text', raw: { data: 'x' } },
];
const SPEC = {
  entrypoint: 'main',
  arguments: { artifacts: ARTIFACTS },
  templates: [
    {
      name: 'main',
      inputs: { artifacts: ARTIFACTS.map(({ name }) => ({ name, path: `/tmp/${name}` })) },
      container: { image: 'i', command: ['c'] },
    },
  ],
};

async function world(t: { after: (end: () => void) => void }) {
  const made = new World();
  t.after(() => made.stop());
  const { ports } = made;
  const template = { metadata: { name: 'wt' }, spec: SPEC };
  await new TemplateStore(ports, 'WorkflowTemplate').create('argo', template, false);
  const cron = { metadata: { name: 'cron' }, spec: { schedules: ['0 0 1 1 *'], workflowSpec: SPEC } };
  await new CronStore(ports).create('argo', cron);
  const submit = (kind: string, options: SubmitOptions): Promise<Workflow> =>
    made.settle(
      submitWorkflow(ports, 'argo', { kind, name: kind === 'CronWorkflow' ? 'cron' : 'wt' }, options, ''),
    );
  return { submit };
}

test('artifacts of a template under other keys', async (t) => {
  const { submit } = await world(t);
  const artifacts = [`plain=nowhere`, `plain=${UPLOAD}`, `kept=${UPLOAD}`];
  const { spec } = await submit('WorkflowTemplate', { artifacts, serverDryRun: true });
  assert.deepEqual(spec.arguments?.artifacts, [
    { name: 'plain', s3: { key: UPLOAD } },
    { name: 'kept', s3: { key: UPLOAD, bucket: 'b', endpoint: 'host' } },
  ]);
});

test('those of a cron workflow', async (t) => {
  const { submit } = await world(t);
  const { spec } = await submit('CronWorkflow', { artifacts: ['kept=new'], dryRun: true });
  assert.deepEqual(spec.arguments?.artifacts, [
    ARTIFACTS[0],
    ARTIFACTS[2],
    { name: 'kept', s3: { key: 'new', bucket: 'b', endpoint: 'host' } },
  ]);
});

test('what names no artifact, or no upload, is refused', async (t) => {
  const { submit } = await world(t);
  for (const [text, message] of [
    ['plain', /of the form: NAME=KEY/],
    ['plain=', /of the form: NAME=KEY/],
    [`other=${UPLOAD}`, /matched no artifact: other/],
    [`text=${UPLOAD}`, /failed to set key for artifact text: key unsupported/],
    ['plain=secrets/of/others', /must be uploads\/argo/],
    [`plain=${UPLOAD.replace('argo', 'other')}`, /must be uploads\/argo/],
    [`plain=${UPLOAD}/more`, /must be uploads\/argo/],
    [`plain=${UPLOAD.replace('data.csv', '..')}`, /must be uploads\/argo/],
  ] as const) {
    await assert.rejects(submit('WorkflowTemplate', { artifacts: [text] }), {
      code: 'invalid_argument',
      message,
    });
  }
});

test('the other options', async (t) => {
  const { submit } = await world(t);
  const { metadata, spec } = await submit('WorkflowTemplate', {
    serverDryRun: true,
    name: 'n',
    labels: 'a=1',
    annotations: 'workflows.argoproj.io/scheduled-time=2026-01-01T00:00:00Z',
    serviceAccount: 'crew',
    priority: 0,
  });
  assert.equal(metadata.name, 'n');
  assert.equal(metadata.labels?.a, '1');
  assert.equal(metadata.annotations?.['workflows.argoproj.io/scheduled-time'], '2026-01-01T00:00:00Z');
  assert.deepEqual([spec.serviceAccountName, spec.priority], ['crew', 0]);
});
