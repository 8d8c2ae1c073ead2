import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { type ArtifactKey, readArtifactParts } from './read-artifact.ts';
import { manifest, World } from './testing/api-world.ts';

const signal = new AbortController().signal;

/** A workflow whose one container has put out artifacts that lie in the built-in store. */
async function ended(world: World, name: string): Promise<Workflow> {
  const json = manifest({ name }) as { spec: { templates: object[] } };
  const artifacts = [
    { name: 'x', path: '/tmp/x', s3: { key: `${name}/x` } },
    { name: 'none', path: '/tmp/none', s3: { key: `${name}/none` } },
    { name: 'away', path: '/tmp/away', s3: { key: 'k', bucket: 'b', endpoint: 'host:1', ...LOGIN } },
  ];
  json.spec.templates = [{ ...json.spec.templates[0], outputs: { artifacts } }];
  const workflow = await world.create(json);
  world.scheduler.start();
  await world.projected();
  await world.finish(workflow, {
    phase: 'Succeeded',
    outputs: { artifacts: artifacts.map(({ name: one }) => ({ name: one })) },
  });
  return workflow;
}

const LOGIN = { accessKeySecret: { name: 's3', key: 'a' }, secretKeySecret: { name: 's3', key: 'b' } };

async function* body(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function read(world: World, key: Partial<ArtifactKey>): Promise<string[]> {
  const parts: string[] = [];
  const whole = {
    namespace: 'argo',
    workflowName: '',
    uid: '',
    nodeId: 'wf',
    artifactName: 'x',
    input: false,
  };
  for await (const { file, data } of readArtifactParts(world.ports, { ...whole, ...key }, signal)) {
    parts.push(`${file === undefined ? '' : `[${file}]`}${Buffer.from(data).toString()}`);
  }
  return parts;
}

test('an artifact of a workflow, also when the workflow is only in the archive', async (t) => {
  const world = new World();
  t.after(() => world.stop());
  const workflow = await ended(world, 'wf');
  await world.artifacts.put('wf/x', body('one', 'two'));
  assert.equal((await read(world, { workflowName: 'wf' })).join(''), '[]onetwo');
  await world.delete(workflow);
  const uid = workflow.metadata.uid ?? '';
  for (const key of [{ workflowName: 'wf' }, { uid }, { uid, workflowName: 'wf' }]) {
    assert.equal((await read(world, key)).join(''), '[]onetwo');
  }
  await assert.rejects(read(world, { uid, namespace: 'other' }), { code: 'not_found' });
});

test('a folder goes file by file', async (t) => {
  const world = new World();
  t.after(() => world.stop());
  await ended(world, 'wf');
  await world.artifacts.put('wf/x/b/c', body('2'));
  await world.artifacts.put('wf/x/a', body(''));
  assert.deepEqual(
    (await read(world, { workflowName: 'wf' })).filter((part) => part !== ''),
    ['[a]', '[b/c]', '2'],
  );
});

test('what is not there is told by its name', async (t) => {
  const world = new World();
  t.after(() => world.stop());
  await ended(world, 'wf');
  for (const [key, message] of [
    [{ workflowName: 'other' }, /"other" not found/],
    [{ nodeId: 'constructor' }, /no node "constructor"/],
    [{ artifactName: 'y' }, /no output artifact "y"/],
    [{ input: true }, /no input artifact "x"/],
  ] as const) {
    await assert.rejects(read(world, { workflowName: 'wf', ...key }), { code: 'not_found', message });
  }
  await assert.rejects(read(world, { workflowName: 'wf', artifactName: 'none' }), {
    code: 'artifact_missing',
    message: /does not exist: wf\/none/,
  });
  await assert.rejects(read(world, { workflowName: 'wf', artifactName: 'away' }), {
    code: 'artifact_refused',
    message: "couldn't find key a in Secret s3",
  });
});
