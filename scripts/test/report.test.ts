import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closingReport } from './report.ts';

const none = new Map<string, number>();

test('a table, reasons, and the closing line', () => {
  const report = closingReport([
    {
      suite: 'unit',
      result: { passed: 120, failed: 0, skipped: 0, seconds: 3.21, reasons: none },
      ranOn: 'in memory',
    },
    {
      suite: 'docker',
      result: { passed: 1, failed: 1, skipped: 2, seconds: 0, reasons: new Map([['no engine', 2]]) },
      ranOn: 'no docker',
    },
  ]);
  assert.equal(
    report,
    `
suite   tests  passed  failed  skipped  seconds  ran on
unit      120     120       0        0      3.2  in memory
docker      4       1       1        2      0.0  no docker

skipped in docker: 2 × no engine

121 passed, 1 failed, 2 skipped`,
  );
});

test('nothing skipped, nothing said of it', () => {
  const row = {
    suite: 'unit',
    result: { passed: 1, failed: 0, skipped: 0, seconds: 0, reasons: none },
    ranOn: '',
  };
  assert.equal(closingReport([row]).split('\n').at(-1), '1 passed, 0 failed');
});
