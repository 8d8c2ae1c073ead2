import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timeProblems } from './time-rules.ts';

test('logic reads no clock and draws no number', () => {
  const texts = [
    'const a = Date.now();',
    'x(new Date())',
    'setTimeout(f, 1)',
    'Math.random()',
    'randomUUID()',
  ];
  for (const text of texts) {
    assert.equal(timeProblems('packages/engine/src/a.ts', text).length, 1, text);
    assert.equal(timeProblems('services/scheduler/src/b.ts', text).length, 1, text);
    assert.deepEqual(timeProblems('services/scheduler/src/start.ts', text), []);
    assert.deepEqual(timeProblems('packages/engine/src/a.test.ts', text), []);
    assert.deepEqual(timeProblems('packages/clock/src/system.ts', text), []);
  }
  assert.deepEqual(timeProblems('packages/engine/src/a.ts', 'new Date(at); clock.now();'), []);
  assert.deepEqual(timeProblems('packages/engine/src/a.ts', ' * Date.now() would be wrong here'), []);
});
