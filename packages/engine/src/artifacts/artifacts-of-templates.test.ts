import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template, WorkflowSpec } from '@tiphys/spec';
import type { Surroundings } from '../surroundings.ts';
import { Scenario } from '../testing/scenario.ts';
import { workflow } from '../testing/workflows.ts';

const container = { image: 'busybox', command: ['true'] };
const gives: Template = {
  name: 'gives',
  container,
  outputs: { artifacts: [{ name: 'file', path: '/tmp/file' }] },
};
const takes: Template = {
  name: 'takes',
  container: { ...container, args: ['{{inputs.artifacts.file.path}}'] },
  inputs: { artifacts: [{ name: 'file', path: '/in/file', mode: 0o755 }] },
};

function scenario(templates: Template[], spec: Partial<WorkflowSpec> = {}): Scenario {
  return new Scenario(workflow({ ...spec, templates: [...templates, gives, takes] }));
}

function runGiving(run: Scenario, name: string): void {
  const names = run.attempt(name).task.outputArtifacts?.map((artifact) => ({ name: artifact.name })) ?? [];
  run.run(name, { phase: 'Succeeded', outputs: { exitCode: '0', artifacts: names } });
}

test('the workflow’s own artifacts reach its entrypoint; raw data is filled in', () => {
  const run = new Scenario(
    workflow({
      templates: [
        {
          name: 'main',
          container,
          inputs: {
            parameters: [{ name: 'who', value: 'you' }],
            artifacts: [
              { name: 'given', path: '/given' },
              { name: 'own', path: '/own', raw: { data: 'hello {{inputs.parameters.who}}' } },
              { name: 'none', path: '/none', optional: true },
            ],
          },
        },
      ],
      arguments: { artifacts: [{ name: 'given', s3: { key: 'data/{{workflow.name}}' } }] },
    }),
  );
  assert.deepEqual(
    run.attempt('wf').task.inputArtifacts?.map(({ name, location }) => [name, location]),
    [
      ['given', { s3: { key: 'data/wf' } }],
      ['own', { raw: { data: 'hello you' } }],
    ],
  );
});

test('items fill artifact arguments too', () => {
  const run = scenario([
    {
      name: 'main',
      steps: [
        [
          {
            name: 'a',
            template: 'takes',
            withItems: ['x', 'y'],
            arguments: { artifacts: [{ name: 'file', raw: { data: '<{{item}}>' } }] },
          },
        ],
      ],
    },
  ]);
  assert.deepEqual(run.attempt('wf[0].a(1:y)').task.inputArtifacts?.[0]?.location, { raw: { data: '<y>' } });
});

test('an artifact that is not supplied, and a path that leads out: an Error of the node', () => {
  assert.match(
    scenario([{ ...takes, name: 'main' }]).node('wf').message,
    /^inputs.artifacts.file was not supplied$/,
  );
  const climbing = scenario([
    {
      name: 'main',
      container,
      inputs: {
        parameters: [{ name: 'p', value: '../../etc/passwd' }],
        artifacts: [{ name: 'a', path: '/tmp/safe/{{inputs.parameters.p}}', raw: { data: '' } }],
      },
    },
  ]);
  assert.equal(
    climbing.node('wf').message,
    "Artifact 'a' attempted to use a path containing '..'. Directory traversal is not permitted",
  );
});

test('an attempt that is made again has the same inputs and a key of its own', () => {
  const run = scenario([{ ...gives, name: 'main', retryStrategy: { limit: 1 } }]);
  const first = run.attempt('wf(0)').task.outputArtifacts?.[0]?.destination.s3?.key;
  run.fail('wf(0)');
  const second = run.attempt('wf(1)').task.outputArtifacts?.[0]?.destination.s3?.key;
  assert.notEqual(first, second);
  runGiving(run, 'wf(1)');
  assert.equal(run.node('wf').outputs?.artifacts?.[0]?.s3?.key, second);
});

const REPOSITORY = `
archiveLogs: true
s3:
  endpoint: minio:9000
  bucket: b
  insecure: true
  keyFormat: 'runs/{{workflow.namespace}}/{{pod.name}}'
  accessKeySecret: { name: creds, key: access }
`;

function withConfigMap(text: string, spec: Partial<WorkflowSpec>): Scenario {
  const surroundings: Surroundings = {
    configMap: (namespace, name) =>
      namespace === 'default' && name === 'artifact-repositories' ? new Map([['mine', text]]) : undefined,
    configMapAnnotation: (_namespace, _name, annotation) =>
      annotation === 'workflows.argoproj.io/default-artifact-repository' ? 'mine' : undefined,
  };
  return new Scenario(
    workflow({ templates: [{ ...gives, name: 'main' }], onExit: 'leaf', ...spec }),
    undefined,
    surroundings,
  );
}

test('artifactRepositoryRef: the bucket, the format of the keys, and logs; the status has the key alone', () => {
  for (const spec of [{}, { artifactRepositoryRef: { key: 'mine' } }]) {
    const run = withConfigMap(REPOSITORY, spec);
    const bucket = {
      endpoint: 'minio:9000',
      bucket: 'b',
      insecure: true,
      accessKeySecret: { name: 'creds', key: 'access' },
    };
    const { outputArtifacts, archiveLogs } = run.attempt('wf').task;
    assert.deepEqual(outputArtifacts?.[0]?.destination, {
      s3: { ...bucket, key: 'runs/default/wf/file.tgz' },
    });
    assert.deepEqual(archiveLogs, { s3: { ...bucket, key: 'runs/default/wf/main.log' } });
    runGiving(run, 'wf');
    assert.deepEqual(run.node('wf').outputs?.artifacts?.[0]?.s3, { key: 'runs/default/wf/file.tgz' });
    assert.deepEqual(run.replayed(), run.state);
  }
});

test('a repository that is not there, or makes no sense: an Error, and the handler runs', () => {
  for (const [text, ref, message] of [
    [
      REPOSITORY,
      { configMap: 'other', key: 'k' },
      /failed to find any artifact repository for artifact repository ref "other#k"$/,
    ],
    ['s3: [', { key: 'mine' }, /failed to unmarshall config map key "mine"/],
    ['gcs: { bucket: b }', { key: 'mine' }, /gcs: there is no driver for it/],
  ] as const) {
    const run = withConfigMap(text, { artifactRepositoryRef: ref });
    assert.equal(run.node('wf').phase, 'Error');
    assert.match(run.node('wf').message, message);
    run.run('wf.onExit');
    assert.equal(run.state.phase, 'Error');
  }
});
