import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath, quoted } from './problem.ts';

test('paths as people write them', () => {
  assert.equal(formatPath(['spec', 'templates', 2, 'http']), 'spec.templates[2].http');
  assert.equal(formatPath(['metadata', 'labels', 'a.b/c']), 'metadata.labels["a.b/c"]');
  assert.equal(formatPath(['spec', 'hooks', '__proto__', 'my-hook']), 'spec.hooks.__proto__.my-hook');
  assert.equal(formatPath(['hooks', '']), 'hooks[""]');
  assert.equal(formatPath([0, 'a"b']), '[0]["a\\"b"]');
  assert.equal(formatPath([]), '');
});

test('long keys are cut', () => {
  assert.equal(formatPath(['x'.repeat(1000)]).length, 85);
  assert.equal(quoted('a\nb'), '"a\\nb"');
});
