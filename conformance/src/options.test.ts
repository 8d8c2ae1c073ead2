import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PARTS } from './case-result.ts';
import { readOptions } from './options.ts';

test('a corpus alone: all parts, on Docker', () => {
  assert.deepEqual(readOptions(['--corpus', 'cases']), {
    corpus: 'cases',
    parts: PARTS,
    filter: '',
    runtime: 'docker',
    json: undefined,
    budgetSeconds: undefined,
  });
});

test('parts run in their own order', () => {
  assert.deepEqual(readOptions(['--corpus', 'c', '--only', 'traces', '--only', 'lint']).parts, [
    'lint',
    'traces',
  ]);
});

test('what is wrong is said', () => {
  assert.throws(() => readOptions([]), /--corpus is missing/);
  assert.throws(() => readOptions(['--corpus', 'c', '--only', 'all']), /--only all: there are lint/);
  assert.throws(() => readOptions(['--corpus', 'c', '--runtime', 'podman']), /--runtime podman/);
  assert.throws(() => readOptions(['--corpus', 'c', '--budget', 'much']), /--budget much: it is a number/);
  assert.throws(() => readOptions(['--corpus', 'c', '--fast']), /--fast/);
});
