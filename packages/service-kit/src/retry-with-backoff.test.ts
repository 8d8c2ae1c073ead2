import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { backoffDelay, retryWithBackoff } from './retry-with-backoff.ts';

const busy = (): Error => Object.assign(new Error('busy'), { retryable: true });

test('calls until a call succeeds, with longer and longer waits', async () => {
  const clock = new VirtualClock();
  const times: number[] = [];
  const answer = retryWithBackoff({ clock, initialMs: 10, maxMs: 50 }, async (attempt) => {
    times.push(clock.now());
    if (attempt < 6) throw busy();
    return attempt;
  });
  let done = false;
  void answer.then(() => {
    done = true;
  });
  await clock.run(() => done);
  assert.equal(await answer, 6);
  assert.deepEqual(times, [0, 10, 30, 70, 120, 170]);
});

test('gives up where nothing is gained by another call, or none is left', async () => {
  const clock = new VirtualClock();
  let calls = 0;
  const fail = (error: Error) => async (): Promise<never> => {
    calls += 1;
    throw error;
  };
  await assert.rejects(retryWithBackoff({ clock }, fail(new Error('wrong'))), /wrong/);
  assert.equal(calls, 1);
  await assert.rejects(retryWithBackoff({ clock, attempts: 1 }, fail(busy())), /busy/);
  assert.equal(calls, 2);
});

test('ends with the signal, also while it waits', async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const waiting = retryWithBackoff({ clock, signal: controller.signal }, () => Promise.reject(busy()));
  await new Promise(setImmediate);
  controller.abort(new Error('stopping'));
  await assert.rejects(waiting, /stopping/);
});

test('jitter takes at most half of a wait', () => {
  const wait = (random: number) => backoffDelay({ initialMs: 100, random: () => random }, 3);
  assert.deepEqual([wait(0), wait(0.5), wait(0.999)].map(Math.round), [200, 300, 400]);
});
