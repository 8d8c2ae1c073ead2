import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { systemClock } from './system.ts';

test('a delay of the past, of a part of a millisecond, and of more than setTimeout can wait', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const fired: string[] = [];
    systemClock.setTimer(-0.75, () => fired.push('past'));
    systemClock.setTimer(0.2, () => fired.push('soon'));
    const days = 60 * 86_400_000;
    systemClock.setTimer(days, () => fired.push('late'));
    systemClock.setTimer(days, () => fired.push('never')).cancel();
    mock.timers.tick(1);
    assert.deepEqual(fired, ['past', 'soon']);
    for (let day = 1; day < 60; day += 1) mock.timers.tick(86_400_000);
    assert.deepEqual(fired, ['past', 'soon']);
    mock.timers.tick(86_400_000);
    assert.deepEqual(fired, ['past', 'soon', 'late']);
  } finally {
    mock.timers.reset();
  }
});
