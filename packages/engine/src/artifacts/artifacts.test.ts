import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Artifact, Template, WorkflowSpec } from '@tiphys/spec';
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

/** Two steps: `a` gives, `b` takes what the argument says. */
function twoSteps(argument: Partial<Artifact>, first: Partial<Template> = {}): Scenario {
  return scenario([
    {
      name: 'main',
      steps: [
        [{ name: 'a', template: 'first' }],
        [{ name: 'b', template: 'takes', arguments: { artifacts: [{ name: 'file', ...argument }] } }],
      ],
    },
    { ...gives, name: 'first', ...first },
  ]);
}

function runGiving(run: Scenario, name: string): void {
  const names = run.attempt(name).task.outputArtifacts?.map((artifact) => ({ name: artifact.name })) ?? [];
  run.run(name, { phase: 'Succeeded', outputs: { exitCode: '0', artifacts: names } });
}

test('what one step puts out another takes: Argo’s key, and the key alone in the status', () => {
  const run = twoSteps({ from: '{{steps.a.outputs.artifacts.file}}' });
  const pod = run.attempt('wf[0].a').task.podName;
  assert.deepEqual(run.attempt('wf[0].a').task.outputArtifacts, [
    {
      name: 'file',
      path: '/tmp/file',
      destination: { s3: { key: `wf/${pod}/file.tgz` } },
      archive: { tar: {} },
    },
  ]);
  runGiving(run, 'wf[0].a');
  const location = { s3: { key: `wf/${pod}/file.tgz` } };
  assert.deepEqual(run.node('wf[0].a').outputs?.artifacts, [
    { name: 'file', path: '/tmp/file', ...location },
  ]);
  const { task } = run.attempt('wf[1].b');
  assert.deepEqual(task.inputArtifacts, [{ name: 'file', path: '/in/file', mode: 0o755, location }]);
  assert.deepEqual(task.args, ['/in/file']);
  assert.deepEqual(run.node('wf[1].b').inputs?.artifacts, [
    { name: 'file', path: '/in/file', mode: 0o755, ...location },
  ]);
  assert.deepEqual(run.replayed(), run.state);
});

test('file names by strategy; an own key; a place of its own', () => {
  const run = scenario([
    {
      name: 'main',
      container,
      outputs: {
        artifacts: [
          { name: 'plain', path: '/tmp/report.txt', archive: { none: {} } },
          { name: 'zipped', path: '/tmp/dir', archive: { zip: {} }, optional: true },
          { name: 'level', path: '/tmp/dir/', archive: { tar: { compressionLevel: 0 } } },
          { name: 'keyed', path: '/k', s3: { key: 'my/{{workflow.uid}}.tgz' } },
          { name: 'web', path: '/w', http: { url: 'http://web/x' } },
        ],
      },
    },
  ]);
  const pod = 'wf';
  assert.deepEqual(
    run.attempt('wf').task.outputArtifacts?.map(({ name, path, destination }) => [name, path, destination]),
    [
      ['plain', '/tmp/report.txt', { s3: { key: `wf/${pod}/report.txt` } }],
      ['zipped', '/tmp/dir', { s3: { key: `wf/${pod}/zipped.zip` } }],
      ['level', '/tmp/dir', { s3: { key: `wf/${pod}/level.tgz` } }],
      ['keyed', '/k', { s3: { key: 'my/uid-1.tgz' } }],
      ['web', '/w', { http: { url: 'http://web/x' } }],
    ],
  );
  // An optional one that is missing is not reported, and not shown.
  run.run('wf', { phase: 'Succeeded', outputs: { artifacts: [{ name: 'web' }, { name: 'keyed' }] } });
  assert.deepEqual(run.node('wf').outputs?.artifacts, [
    { name: 'keyed', path: '/k', s3: { key: 'my/uid-1.tgz' } },
    { name: 'web', path: '/w', http: { url: 'http://web/x' } },
  ]);
});

test('archiveLocation: what goes there is shown with its bucket, and found there', () => {
  const bucket = { endpoint: 'minio:9000', bucket: 'b' };
  const run = twoSteps(
    { from: '{{steps.a.outputs.artifacts.file}}' },
    { archiveLocation: { s3: { ...bucket, key: 'x/{{pod.name}}' }, archiveLogs: true } },
  );
  const { podName, archiveLogs } = run.attempt('wf[0].a').task;
  assert.deepEqual(archiveLogs, { s3: { ...bucket, key: `x/${podName}/main.log` } });
  run.run('wf[0].a', {
    phase: 'Succeeded',
    outputs: { artifacts: [{ name: 'file' }, { name: 'main-logs' }] },
  });
  const location = { s3: { ...bucket, key: `x/${podName}/file.tgz` } };
  assert.deepEqual(run.node('wf[0].a').outputs?.artifacts, [
    { name: 'file', path: '/tmp/file', ...location },
    { name: 'main-logs', s3: { ...bucket, key: `x/${podName}/main.log` } },
  ]);
  assert.deepEqual(run.attempt('wf[1].b').task.inputArtifacts?.[0]?.location, location);
});

test('an archiveLocation that has no key is an Error of the node', () => {
  const run = scenario([{ ...gives, name: 'main', archiveLocation: { git: { repo: 'https://git/x' } } }]);
  assert.equal(run.node('wf').phase, 'Error');
  assert.equal(run.node('wf').message, 'key unsupported: git artifact does not have a key');
});

test('logs are kept where the workflow says so, also of a container that failed', () => {
  const run = scenario([{ name: 'main', container }], { archiveLogs: true });
  assert.deepEqual(run.attempt('wf').task.archiveLogs, { s3: { key: 'wf/wf/main.log' } });
  run.run('wf', {
    phase: 'Failed',
    outputs: { exitCode: '1', artifacts: [{ name: 'main-logs' }] },
  });
  assert.deepEqual(run.node('wf').outputs?.artifacts, [{ name: 'main-logs', s3: { key: 'wf/wf/main.log' } }]);
});

test('subPath is below the key; of raw data there is nothing below', () => {
  const run = twoSteps(
    { from: '{{steps.a.outputs.artifacts.file}}', subPath: 'sub/{{workflow.name}}.txt' },
    { outputs: { artifacts: [{ name: 'file', path: '/tmp/d', archive: { none: {} }, s3: { key: 'd' } }] } },
  );
  runGiving(run, 'wf[0].a');
  assert.deepEqual(run.attempt('wf[1].b').task.inputArtifacts?.[0]?.location, {
    s3: { key: 'd/sub/wf.txt' },
  });
  // The strategy of whoever put it out comes along.
  assert.deepEqual(run.attempt('wf[1].b').task.inputArtifacts?.[0]?.archive, { none: {} });
});

test('a required output that is missing ends the steps, an optional argument is left out', () => {
  const run = twoSteps({ from: '{{steps.a.outputs.artifacts.other}}' });
  runGiving(run, 'wf[0].a');
  assert.equal(
    run.node('wf').message,
    'failed to resolve references: unable to resolve references: Unable to resolve: "steps.a.outputs.artifacts.other"',
  );
  const optional = twoSteps({ from: '{{steps.a.outputs.artifacts.other}}', optional: true });
  runGiving(optional, 'wf[0].a');
  assert.equal(
    optional.node('wf[1].b').message,
    'inputs.artifacts.file was not supplied',
    'though the argument may be missing, the input may not',
  );
});

test('a step that was skipped: its artifact lies nowhere, which only an optional input takes', () => {
  const taking = (optional: boolean): Template => ({
    name: 'taking',
    container,
    inputs: { artifacts: [{ name: 'file', path: '/in', ...(optional ? { optional } : {}) }] },
  });
  for (const optional of [true, false]) {
    const run = scenario([
      {
        name: 'main',
        steps: [
          [{ name: 'a', template: 'gives', when: 'false' }],
          [
            {
              name: 'b',
              template: 'taking',
              arguments: { artifacts: [{ name: 'file', from: '{{steps.a.outputs.artifacts.file}}' }] },
            },
          ],
        ],
      },
      taking(optional),
    ]);
    if (optional) assert.equal(run.attempt('wf[1].b').task.inputArtifacts, undefined);
    else assert.match(run.node('wf[1].b').message, /inputs.artifacts.file missing location information/);
  }
});

test('fromExpression chooses, in the arguments and in the outputs of a template', () => {
  const choice =
    "tasks.coin.outputs.result == 'heads' ? tasks.h.outputs.artifacts.file : tasks.t.outputs.artifacts.file";
  const run = scenario([
    {
      name: 'main',
      dag: {
        tasks: [
          { name: 'coin', template: 'leaf' },
          { name: 'h', template: 'gives', depends: 'coin', when: '{{tasks.coin.outputs.result}} == heads' },
          { name: 't', template: 'gives', depends: 'coin', when: '{{tasks.coin.outputs.result}} == tails' },
          {
            name: 'end',
            template: 'takes',
            depends: 'h && t',
            arguments: { artifacts: [{ name: 'file', fromExpression: choice }] },
          },
        ],
      },
      outputs: { artifacts: [{ name: 'chosen', fromExpression: choice, globalName: 'g' }] },
    },
  ]);
  run.run('wf.coin', { phase: 'Succeeded', outputs: { result: 'tails' } });
  const pod = run.attempt('wf.t').task.podName;
  runGiving(run, 'wf.t');
  const location = { s3: { key: `wf/${pod}/file.tgz` } };
  assert.deepEqual(run.attempt('wf.end').task.inputArtifacts?.[0]?.location, location);
  run.run('wf.end');
  assert.deepEqual(run.node('wf').outputs?.artifacts, [
    { name: 'chosen', path: '/tmp/file', ...location, globalName: 'g' },
  ]);
  assert.deepEqual([...run.state.globalArtifacts.values()], [{ name: 'g', ...location }]);
});

test('an expression that gives no artifact is an Error of the task', () => {
  for (const [fromExpression, message] of [
    ["'text'", /is not an artifact/],
    ['nonsense(', /./],
  ] as const) {
    const run = scenario([
      {
        name: 'main',
        dag: {
          tasks: [
            { name: 'a', template: 'takes', arguments: { artifacts: [{ name: 'file', fromExpression }] } },
          ],
        },
      },
    ]);
    assert.equal(run.node('wf.a').phase, 'Error');
    assert.match(run.node('wf.a').message, message);
  }
});

test('inputs of a steps template are handed on, and outputs of its calls become its own', () => {
  const run = scenario([
    {
      name: 'main',
      steps: [
        [{ name: 'make', template: 'gives' }],
        [
          {
            name: 'inner',
            template: 'inner',
            arguments: { artifacts: [{ name: 'in', from: '{{steps.make.outputs.artifacts.file}}' }] },
          },
        ],
        [
          {
            name: 'end',
            template: 'takes',
            arguments: { artifacts: [{ name: 'file', from: '{{steps.inner.outputs.artifacts.out}}' }] },
          },
        ],
      ],
    },
    {
      name: 'inner',
      inputs: { artifacts: [{ name: 'in' }] },
      steps: [
        [
          {
            name: 'use',
            template: 'takes',
            arguments: { artifacts: [{ name: 'file', from: '{{inputs.artifacts.in}}' }] },
          },
        ],
      ],
      outputs: { artifacts: [{ name: 'out', from: '{{inputs.artifacts.in}}' }] },
    },
  ]);
  const pod = run.attempt('wf[0].make').task.podName;
  runGiving(run, 'wf[0].make');
  run.run('wf[1].inner[0].use');
  assert.deepEqual(run.attempt('wf[2].end').task.inputArtifacts?.[0]?.location, {
    s3: { key: `wf/${pod}/file.tgz` },
  });
});

test('global outputs: parameters and artifacts, seen by later steps and by the handler', () => {
  const run = scenario(
    [
      {
        name: 'main',
        steps: [[{ name: 'a', template: 'global' }], [{ name: 'b', template: 'reads' }]],
      },
      {
        name: 'global',
        container,
        inputs: { parameters: [{ name: 'n', value: 'my' }] },
        outputs: {
          parameters: [{ name: 'p', valueFrom: { path: '/p' }, globalName: '{{inputs.parameters.n}}-param' }],
          artifacts: [{ name: 'file', path: '/f', globalName: 'art' }],
        },
      },
      { name: 'reads', container: { ...container, args: ['{{workflow.outputs.parameters.my-param}}'] } },
    ],
    {
      hooks: {
        exit: {
          template: 'takes',
          arguments: { artifacts: [{ name: 'file', from: '{{workflow.outputs.artifacts.art}}' }] },
        },
      },
    },
  );
  const pod = run.attempt('wf[0].a').task.podName;
  run.run('wf[0].a', {
    phase: 'Succeeded',
    outputs: { parameters: [{ name: 'p', value: '7' }], artifacts: [{ name: 'file' }] },
  });
  assert.deepEqual([...run.state.globalParameters.values()], [{ name: 'my-param', value: '7' }]);
  assert.deepEqual(run.attempt('wf[1].b').task.args, ['7']);
  run.run('wf[1].b');
  assert.deepEqual(run.attempt('wf.onExit').task.inputArtifacts?.[0]?.location, {
    s3: { key: `wf/${pod}/file.tgz` },
  });
  assert.deepEqual(run.replayed(), run.state);
});
