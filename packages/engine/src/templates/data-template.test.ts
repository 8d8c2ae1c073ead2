import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArtifactRepository, S3Artifact, Template } from '@tiphys/spec';
import { listedLocation } from '../artifacts/listed-location.ts';
import { Scenario } from '../testing/scenario.ts';

const LIST: Template = {
  name: 'list',
  inputs: { parameters: [{ name: 'ending' }] },
  data: {
    source: {
      artifactPaths: { name: 'files', s3: { key: '{{workflow.name}}/{{inputs.parameters.ending}}' } },
    },
    transformation: [{ expression: 'filter(data, {# endsWith "{{inputs.parameters.ending}}"})' }],
  },
};
const EACH: Template = {
  name: 'each',
  inputs: { parameters: [{ name: 'file' }] },
  container: { image: 'x', args: ['{{inputs.parameters.file}}'] },
};
const MAIN: Template = {
  name: 'main',
  steps: [
    [{ name: 'list', template: 'list', arguments: { parameters: [{ name: 'ending', value: 'py' }] } }],
    [
      {
        name: 'each',
        template: 'each',
        arguments: { parameters: [{ name: 'file', value: '{{item}}' }] },
        withParam: '{{steps.list.outputs.result}}',
      },
    ],
  ],
};

function scenario(templates: Template[], repository?: ArtifactRepository): Scenario {
  return new Scenario({
    metadata: {},
    spec: {
      entrypoint: 'main',
      templates,
      ...(repository === undefined ? {} : { artifactRepository: repository }),
    } as never,
  });
}

test('a list is a task of its own, with every variable resolved, and feeds a loop', () => {
  const run = scenario([MAIN, LIST, EACH]);
  const list = run.node('wf[0].list');
  assert.deepEqual([list.type, list.phase], ['Pod', 'Pending']);
  const { task } = run.attempt('wf[0].list');
  assert.deepEqual(task.data, {
    location: { s3: { key: 'wf/py' } },
    transformation: ['filter(data, {# endsWith "py"})'],
  });
  assert.equal(task.podName, `wf-list-${list.id.slice(3)}`);
  run.run('wf[0].list', { phase: 'Succeeded', outputs: { result: '["a.py","b.py"]', exitCode: '0' } });
  assert.equal(run.node('wf[1].each(1:b.py)').phase, 'Pending');
});

test('it is retried like a container, and its handler runs', () => {
  const run = scenario([
    {
      name: 'main',
      dag: { tasks: [{ name: 'list', template: 'list', hooks: { exit: { template: 'bye' } } }] },
    },
    { name: 'bye', container: { image: 'x' } },
    { ...LIST, inputs: { parameters: [{ name: 'ending', value: 'py' }] }, retryStrategy: { limit: 1 } },
  ]);
  run.run('wf.list(0)', { phase: 'Failed', message: 'main: Error (exit code 64)' });
  run.run('wf.list(1)', { phase: 'Succeeded', outputs: { result: '[]' } });
  run.run('wf.list.onExit', { phase: 'Succeeded' });
  assert.equal(run.state.phase, 'Succeeded');
  assert.equal(run.node('wf.list').type, 'Retry');
});

test('without a source it is an Error', () => {
  const run = scenario([{ name: 'main', data: { source: {} } }]);
  assert.equal(run.node('wf').phase, 'Error');
  assert.equal(run.node('wf').message, 'no valid source is used for data template');
});

const BUILT_IN = { s3: { key: 'wf/pod' } };
const BUCKET = { s3: { endpoint: 'minio:9000', bucket: 'all', insecure: true, key: 'wf/pod' } };

for (const [s3, around, expected] of [
  [{ key: 'a' }, BUILT_IN, { key: 'a' }],
  [{ bucket: 'mine' }, BUILT_IN, { key: '' }],
  [{ key: 'a' }, BUCKET, { ...BUCKET.s3, key: 'a' }],
  [{ bucket: 'mine' }, BUCKET, { ...BUCKET.s3, bucket: 'mine', key: '' }],
  [{ endpoint: 'own', bucket: 'mine' }, BUCKET, { endpoint: 'own', bucket: 'mine' }],
] as [S3Artifact, typeof BUCKET, S3Artifact][]) {
  test(`${JSON.stringify(s3)} beside ${JSON.stringify(around)}`, () =>
    assert.deepEqual(listedLocation({ name: 'x', s3 }, around), { ok: true, value: { s3: expected } }));
}

test('other places are as they stand, and none is an error', () => {
  const raw = { raw: { data: 'x' } };
  assert.deepEqual(listedLocation({ name: 'x', ...raw }, BUCKET), { ok: true, value: raw });
  assert.equal(listedLocation({ name: 'x' }, BUCKET).ok, false);
});
