import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logOptions } from './log-options.ts';

const NOW = 1_000_000;

test('without options: everything there is of all pods', () => {
  assert.deepEqual(logOptions({}, undefined, NOW), {
    podName: '',
    follow: false,
    grep: '',
    tailLines: undefined,
    since: undefined,
    timestamps: false,
  });
});

test('what can be asked for', () => {
  const options = { container: 'main', follow: true, tailLines: 0, timestamps: true, sinceSeconds: 10 };
  assert.deepEqual(logOptions({ podName: 'p', grep: 'x' }, options, NOW), {
    podName: 'p',
    follow: true,
    grep: 'x',
    tailLines: 0,
    since: NOW - 10_000,
    timestamps: true,
  });
  assert.equal(logOptions({}, { tailLines: -1 }, NOW).tailLines, undefined);
});

test('a time goes before a number of seconds, and zero is none', () => {
  const sinceTime = { seconds: 900, nanos: 250_999_999 };
  assert.equal(logOptions({}, { sinceTime, sinceSeconds: 10 }, NOW).since, 900_250);
  assert.equal(logOptions({}, { sinceTime: {}, sinceSeconds: 0 }, NOW).since, undefined);
  assert.equal(logOptions({}, { sinceTime: {}, sinceSeconds: 1 }, NOW).since, NOW - 1_000);
});

test('what there is not is refused by its name', () => {
  const refused: [code: string, message: RegExp, run: () => unknown][] = [
    [
      'invalid_argument',
      /"main" alone is kept, not that of "wait"/,
      () => logOptions({}, { container: 'wait' }, NOW),
    ],
    ['unimplemented', /^logOptions\.previous: /, () => logOptions({}, { previous: true }, NOW)],
    ['unimplemented', /^logOptions\.limitBytes: /, () => logOptions({}, { limitBytes: 1 }, NOW)],
    ['unimplemented', /^selector: /, () => logOptions({ selector: 'a=b' }, undefined, NOW)],
  ];
  for (const [code, message, run] of refused) assert.throws(run, { code, message });
  logOptions({ selector: '' }, { container: '', previous: false, limitBytes: 0 }, NOW);
});
