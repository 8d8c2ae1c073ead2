import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Artifact, Workflow } from '@tiphys/spec';
import { MemoryServer, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { cp } from './cp.ts';
import { DEFAULT_PATH } from './cp-options.ts';

function workflow(artifacts: Record<string, Artifact[]>): Workflow {
  const made = workflowIn('wf', 'Succeeded');
  const nodes = Object.entries(artifacts).map(([id, list]) => {
    const times = { startedAt: null, finishedAt: null };
    const node = { id, name: id, displayName: id, type: 'Pod', phase: 'Succeeded', ...times } as const;
    return [id, { ...node, templateName: `t-${id}`, outputs: { artifacts: list } }];
  });
  return { ...made, status: { ...made.status!, nodes: Object.fromEntries(nodes) } };
}

function world(t: TestContext, artifacts: Record<string, Artifact[]>) {
  const folder = mkdtempSync(join(tmpdir(), 'tiphys-cp-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = new MemoryServer();
  server.put(workflow(artifacts));
  const session = memorySession({ server });
  const files = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
      .sort();
  return { folder, server, session, files };
}

const text = (data: string): { data: Uint8Array } => ({ data: Buffer.from(data) });
const TWO = { a: [{ name: 'x', s3: { key: 'wf/a/x.tgz' } }], b: [{ name: 'y', s3: { key: 'wf/b/y/' } }] };

test('each artifact goes below its node; a folder keeps its files', async (t) => {
  const { folder, server, session, files } = world(t, TWO);
  server.artifacts.parts.set('a/x', [{ file: '', data: Buffer.alloc(0) }, text('one '), text('two')]);
  server.artifacts.parts.set('b/y', [
    { file: 'p/1', ...text('1') },
    { file: 'p/empty', data: Buffer.alloc(0) },
    { file: '2', ...text('2') },
  ]);
  assert.equal(await cp(session, 'wf', folder, { path: DEFAULT_PATH }), 0);
  const below = 'default/wf/b/outputs/y/y';
  assert.deepEqual(files(), [
    'default/wf/a/outputs/x/x.tgz',
    `${below}/2`,
    `${below}/p/1`,
    `${below}/p/empty`,
  ]);
  assert.equal(readFileSync(join(folder, 'default/wf/a/outputs/x/x.tgz'), 'utf8'), 'one two');
  assert.equal(session.printed(), 'Created "x.tgz"\nCreated "y"\n');
});

test('flags choose nodes and artifacts, and where they go', async (t) => {
  const { folder, server, session, files } = world(t, { ...TWO, c: [{ name: 'x', s3: { key: 'c' } }] });
  for (const key of ['a/x', 'b/y', 'c/x']) server.artifacts.parts.set(key, [{ file: '', ...text(key) }]);
  const path = '{workflowName}/{templateName}/{artifactName}';
  await cp(session, 'wf', folder, { path, artifactName: 'x' });
  assert.deepEqual(files(), ['wf/t-a/x/x.tgz', 'wf/t-c/x/c']);
  await cp(session, 'wf', folder, { path, nodeId: 'b', templateName: 't-a' });
  await cp(session, 'wf', folder, { path: 'plain', nodeId: 'b', templateName: 't-b' });
  assert.deepEqual(files(), ['plain/y', 'wf/t-a/x/x.tgz', 'wf/t-c/x/c']);
});

test('what has been deleted is left out; what breaks leaves no file', async (t) => {
  const { folder, server, session, files } = world(t, {
    a: [
      { name: 'gone', s3: { key: 'gone' }, deleted: true },
      { name: 'x', s3: { key: 'x' } },
    ],
  });
  server.artifacts.parts.set('a/x', [{ file: '', ...text('half') }, new Error('the store is away')]);
  await assert.rejects(cp(session, 'wf', folder, { path: 'p' }), /the store is away/);
  assert.deepEqual(files(), []);
  assert.equal(session.complained(), 'Artifact "gone" of node a has been deleted\n');
});

test('nothing that a workflow or a server says leads out of the folder', async (t) => {
  for (const [key, file] of [
    ['a/..', ''],
    ['a/x', '../../up'],
    ['a/x', '/etc/x'],
    ['a/x', 'b/../../../up'],
  ] as const) {
    const { folder, server, session, files } = world(t, { a: [{ name: 'x', s3: { key } }] });
    server.artifacts.parts.set('a/x', [{ file, ...text('bad') }]);
    await assert.rejects(cp(session, 'wf', join(folder, 'in'), { path: 'p' }), { code: 'failed' });
    assert.deepEqual(files(), []);
  }
});
