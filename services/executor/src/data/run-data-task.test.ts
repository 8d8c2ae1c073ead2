import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { DataTask } from '@tiphys/engine';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import { silentLogger } from '@tiphys/service-kit';
import type { ExecutorPorts } from '../ports.ts';
import { runDataTask } from './run-data-task.ts';

const store = new MemoryObjectStore();
for (const key of ['in/a.py', 'in/b.pdf', 'in/sub/c.py', 'out/d.py']) {
  await store.put(key, (async function* () {})());
}
const objects = { readSecret: async () => undefined } as unknown as ExecutorPorts['objects'];

function run(location: DataTask['location'], transformation: string[] = [], maxBytes = 1_000) {
  const ports = { store, objects, clock: new VirtualClock(), logger: silentLogger };
  return runDataTask(ports, 'default', { location, transformation }, maxBytes, new AbortController().signal);
}

function failure(why: string) {
  return {
    phase: 'Failed',
    message: `main: Error (exit code 64): unable to process data template: ${why}`,
    outputs: { exitCode: '64' },
  };
}

test('keys through transformations, one after the other', async () => {
  const transformation = ['filter(data, {# endsWith ".py"})', 'map(data, {# + "c"})'];
  assert.deepEqual(await run({ s3: { key: 'in' } }, transformation), {
    phase: 'Succeeded',
    outputs: { result: '["in/a.pyc","in/sub/c.pyc"]', exitCode: '0' },
  });
  const { outputs } = await run({ s3: { key: '' } });
  assert.equal(outputs?.result, '["in/a.py","in/b.pdf","in/sub/c.py","out/d.py"]');
});

test('what stands against it fails the node, in the words of Argo’s pod', async () => {
  const unlisted = 'unable to process data source: unable to source artifact paths';
  assert.deepEqual(await run({ s3: { key: 'none' } }), failure(`${unlisted}: no key found of name none`));
  const git = await run({ git: { repo: 'x' } });
  assert.deepEqual(git, failure(`${unlisted}: the objects of a git, http or raw artifact cannot be listed`));
  const secret = { bucket: 'b', accessKeySecret: { name: 'no', key: 'k' } };
  assert.deepEqual(await run({ s3: secret }), failure(`${unlisted}: couldn't find key k in Secret no`));
  const broken = await run({ s3: { key: 'in' } }, ['data', 'filter(data, {# + 1})']);
  assert.match(broken.message ?? '', /unable to process data transformation: error processing data step 1: /);
});

test('a result that is larger than may be', async () => {
  assert.deepEqual(await run({ s3: { key: 'in' } }, [], 20), failure('the result has more than 20 bytes'));
});
