import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaseResult, Outcome } from './case-result.ts';
import { failureLine, tables, total } from './report.ts';

function result(id: string, outcome: Outcome): CaseResult {
  return { part: 'workflows', id, class: 'docker', features: ['dag'], outcome };
}

const results = [
  result('a', { status: 'passed' }),
  result('b', { status: 'failed', expected: 'Succeeded', actual: 'Failed: it broke\nhere' }),
  result('c', { status: 'skipped', reason: 'no phase is stated' }),
];

test('a failure is one line with expected and actual', () => {
  assert.deepEqual(results.map(failureLine), [
    undefined,
    'workflows b: expected Succeeded; actual Failed: it broke\\nhere',
    undefined,
  ]);
});

test('the tables count by class and by feature, and say why something was skipped', () => {
  const lines = tables(results);
  assert.match(lines.find((line) => line.startsWith('workflows / docker')) ?? '', /1 +1 +1$/);
  assert.match(lines.find((line) => line.startsWith('dag')) ?? '', /1 +1 +1$/);
  assert.ok(lines.includes('  1 x workflows: no phase is stated'));
});

test('the last line is the sum', () => {
  assert.equal(total(results), '1 passed, 1 failed, 1 skipped');
});
