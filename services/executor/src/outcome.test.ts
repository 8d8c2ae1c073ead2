import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RuntimeError } from '@tiphys/runtime';
import { exitOutcome, startOutcome } from './outcome.ts';

const ENDED = { exitCode: 0, oomKilled: false, finishedAt: undefined, error: undefined };
const SIDE = { name: 'side', exitCode: 3, oomKilled: false };

test('a sidecar that failed by itself fails what would have succeeded', () => {
  const failed = { phase: 'Failed', message: 'side: Error (exit code 3)' };
  const main = exitOutcome({ ...ENDED, failedSidecars: [SIDE] }, { result: 'x' });
  assert.deepEqual(main, { ...failed, outputs: { result: 'x', exitCode: '0' } });
  const set = { ...ENDED, failedSidecars: [SIDE], containers: [{ ...ENDED, name: 'a' }] };
  const { outputs, ...rest } = exitOutcome(set, {});
  assert.deepEqual(rest, { ...failed, containers: [{ name: 'a', phase: 'Succeeded' }] });
  const worse = exitOutcome({ ...ENDED, exitCode: 1, failedSidecars: [SIDE] }, {});
  assert.equal(worse.message, 'main: Error (exit code 1)');
});

test('a container of a set whose command could not be run is an Error, the node has failed', () => {
  const end = { name: 'a', oomKilled: false, error: 'failed to find name in PATH: exec: "x": no' };
  const { phase, message, containers } = exitOutcome(
    { ...ENDED, containers: [{ ...end, exitCode: 64 }] },
    {},
  );
  assert.deepEqual([phase, message], ['Failed', `a: Error (exit code 64): ${end.error}`]);
  assert.deepEqual(
    containers?.map((one) => one.phase),
    ['Error'],
  );
});

test('what did not start is Failed where a pod would have a container with an exit code', () => {
  for (const [code, phase, exitCode] of [
    ['command_not_found', 'Failed', '64'],
    ['start_failed', 'Failed', '128'],
    ['init_failed', 'Failed', undefined],
    ['image_not_found', 'Error', undefined],
  ] as const) {
    const outcome = startOutcome(new RuntimeError(code, 'why'));
    assert.deepEqual([outcome.phase, outcome.message, outcome.outputs?.exitCode], [phase, 'why', exitCode]);
  }
});
