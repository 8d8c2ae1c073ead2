import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationInWords, parseDuration } from './duration.ts';

test('durations are seconds, or as Go writes them', () => {
  const of = (text: string) => {
    const result = parseDuration(text);
    return result.ok ? result.value : result.message;
  };
  assert.deepEqual(['10', '1m30s', '1.5h', '100ms', '-2s', '3µs', '.5s'].map(of), [
    ...[10_000, 90_000, 5_400_000, 100, -2000, 3e-3, 500],
  ]);
  assert.equal(of('1d'), 'unable to parse 1d as a duration: time: invalid duration "1d"');
  assert.equal(of(''), 'unable to parse  as a duration: time: invalid duration ""');
});

test('in words, the largest unit and the next one', () => {
  const words = [0, 999, 1000, 4000, 260_000, 600_000, 3_600_000, 90_061_000, 777_600_000].map(
    durationInWords,
  );
  assert.deepEqual(words, [
    ...['0 seconds', '0 seconds', '1 second', '4 seconds', '4 minutes 20 seconds', '10 minutes 0 seconds'],
    ...['1 hour 0 minutes', '1 day 1 hours', '1 week 0 hours'],
  ]);
});
