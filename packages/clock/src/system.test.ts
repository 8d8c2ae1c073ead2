import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from './system.ts';

test('a delay of the past, of a part of a millisecond, and of more than setTimeout can wait', async () => {
  const fired: string[] = [];
  const months = systemClock.setTimer(60 * 86_400_000, () => fired.push('months'));
  systemClock.setTimer(0, () => fired.push('cancelled')).cancel();
  systemClock.setTimer(-0.75, () => fired.push('past'));
  await systemClock.sleep(0.2);
  // setTimeout takes a delay of more than 24.8 days for one of a millisecond.
  await systemClock.sleep(30);
  months.cancel();
  assert.deepEqual(fired, ['past']);
});
