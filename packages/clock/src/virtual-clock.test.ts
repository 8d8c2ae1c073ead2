import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { VirtualClock } from './virtual-clock.ts';

test('timers fire by time, then by order of setting', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { maxLength: 200 }), (delays) => {
      const clock = new VirtualClock(1000);
      const fired: { delay: number; index: number; at: number }[] = [];
      for (const [index, delay] of delays.entries()) {
        clock.setTimer(delay, () => fired.push({ delay, index, at: clock.now() }));
      }
      while (clock.fireNext());
      const expected = delays
        .map((delay, index) => ({ delay, index, at: 1000 + delay }))
        .sort((a, b) => a.delay - b.delay || a.index - b.index);
      assert.deepEqual(fired, expected);
    }),
  );
});

test('a cancelled timer does not fire, and does not hold time up', () => {
  const clock = new VirtualClock();
  clock.setTimer(5, () => assert.fail()).cancel();
  assert.equal(clock.nextAt(), undefined);
  assert.equal(clock.fireNext(), false);
});

test('run lets promises go on between timers', async () => {
  const clock = new VirtualClock();
  const steps: number[] = [];
  void (async () => {
    for (let step = 0; step < 3; step += 1) {
      await clock.sleep(10);
      steps.push(clock.now());
    }
  })();
  assert.equal(await clock.run(() => steps.length === 3), true);
  assert.deepEqual(steps, [10, 20, 30]);
  assert.equal(await clock.run(() => false), false, 'nothing left to fire');
});

test('sleep ends with the signal', async () => {
  const clock = new VirtualClock();
  const controller = new AbortController();
  const sleeping = clock.sleep(10, controller.signal);
  controller.abort(new Error('enough'));
  await assert.rejects(sleeping, /enough/);
  await assert.rejects(clock.sleep(10, controller.signal), /enough/);
  assert.equal(clock.nextAt(), undefined);
});
