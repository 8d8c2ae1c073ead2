import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerProblems } from './layer-rules.ts';

function problems(path: string, ...targets: string[]): string[] {
  return layerProblems(path, targets.map((target) => `import { a } from '${target}';`).join('\n'));
}

test('sources import the layers below them', () => {
  assert.deepEqual(
    problems('packages/engine/src/a.ts', '@tiphys/spec', '@tiphys/engine/testing', './b.ts'),
    [],
  );
  assert.deepEqual(problems('packages/engine/src/a.ts', '@tiphys/event-log'), [
    'packages/engine/src/a.ts: engine may not import @tiphys/event-log',
  ]);
  assert.equal(problems('packages/spec/src/a.ts', '@tiphys/engine').length, 1);
  assert.equal(problems('services/api/src/a.ts', '@tiphys/scheduler').length, 1);
  assert.equal(problems('services/api/src/a.ts', '@tiphys/testkit').length, 1);
  assert.equal(problems('services/scheduler/src/a.ts', '@tiphys/engine/testing').length, 1);
  assert.equal(problems('packages/new/src/a.ts', '@tiphys/spec').length, 1);
});

test('the CLI starts services, and knows nothing else of them', () => {
  assert.deepEqual(problems('cli/src/a.ts', '@tiphys/api/start', '@tiphys/client', 'commander'), []);
  assert.equal(problems('cli/src/a.ts', '@tiphys/api').length, 1);
  assert.equal(problems('cli/src/a.ts', '@tiphys/engine').length, 1);
});

test('tests look further, but not up', () => {
  assert.deepEqual(problems('packages/runtime/src/a.test.ts', '@tiphys/testkit', '@tiphys/event-log'), []);
  assert.equal(problems('packages/runtime/src/a.test.ts', '@tiphys/executor').length, 1);
  assert.equal(problems('services/executor/src/testing/a.ts', '@tiphys/scheduler').length, 1);
  assert.deepEqual(problems('services/api/src/a.int.test.ts', '@tiphys/status/start', '@tiphys/client'), []);
  assert.deepEqual(problems('test/src/sim/a.ts', '@tiphys/api', '@tiphys/engine/testing'), []);
});

test('nobody reaches into another folder', () => {
  assert.equal(problems('packages/wire/src/a.ts', '../../spec/src/b.ts').length, 1);
  assert.equal(problems('test/src/a.ts', '../../cli/src/b.ts').length, 1);
  assert.deepEqual(problems('packages/wire/tools/a.ts', '../src/b.ts'), []);
  assert.deepEqual(problems('scripts/a.ts', '../cli/src/b.ts'), []);
});

test('every way to import counts', () => {
  const text =
    "await import('@tiphys/api');\nimport '@tiphys/status';\nexport { a } from '@tiphys/executor';\n";
  assert.equal(layerProblems('packages/spec/src/a.ts', text).length, 3);
});
