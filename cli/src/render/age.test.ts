import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { duration, elapsed, goTime, relativeTime, shortDuration, timestamp } from './age.ts';

process.env.TZ = 'UTC';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = new Date('2026-11-24T04:50:09Z');

describe('times and durations', () => {
  it('says how long ago in go-humanize words', () => {
    const cases: [number, string][] = [
      [0, 'now'],
      [999, 'now'],
      [SECOND, '1 second ago'],
      [5 * SECOND, '5 seconds ago'],
      [MINUTE, '1 minute ago'],
      [119 * SECOND, '1 minute ago'],
      [2 * MINUTE, '2 minutes ago'],
      [90 * MINUTE, '1 hour ago'],
      [5 * HOUR, '5 hours ago'],
      [30 * HOUR, '1 day ago'],
      [3 * DAY, '3 days ago'],
      [8 * DAY, '1 week ago'],
      [29 * DAY, '4 weeks ago'],
      [45 * DAY, '1 month ago'],
      [100 * DAY, '3 months ago'],
      [400 * DAY, '1 year ago'],
      [600 * DAY, '2 years ago'],
      [4000 * DAY, '11 years ago'],
      [20_000 * DAY, 'a long while ago'],
      [-5 * SECOND, '5 seconds from now'],
    ];
    for (const [past, words] of cases) {
      assert.equal(relativeTime(new Date(NOW.getTime() - past), NOW), words);
    }
  });

  it('says how long in two units at most', () => {
    assert.equal(duration(0), '0 seconds');
    assert.equal(duration(SECOND), '1 second');
    assert.equal(duration(59_999), '59 seconds');
    assert.equal(duration(100 * SECOND), '1 minute 40 seconds');
    assert.equal(duration(61 * MINUTE), '1 hour 1 minutes');
    assert.equal(duration(5 * HOUR + 59 * SECOND), '5 hours 0 minutes');
    assert.equal(duration(DAY), '1 day 0 hours');
    assert.equal(duration(15 * DAY + 3 * HOUR), '2 weeks 3 hours');
    assert.equal(duration(-SECOND), '0 seconds');
  });

  it('says how long in one unit', () => {
    const cases: [number, string][] = [
      [10, '0s'],
      [SECOND, '1s'],
      [59 * SECOND, '59s'],
      [90 * SECOND, '1m'],
      [59 * MINUTE, '59m'],
      [25 * HOUR, '1d'],
      [400 * DAY, '400d'],
    ];
    for (const [length, words] of cases) assert.equal(shortDuration(length), words);
  });

  it('measures from start to finish, or to now', () => {
    assert.equal(elapsed('2026-11-24T04:50:04Z', '2026-11-24T04:50:06Z', NOW), 2 * SECOND);
    assert.equal(elapsed('2026-11-24T04:50:04Z', null, NOW), 5 * SECOND);
    assert.equal(elapsed(null, null, NOW), 0);
  });

  it('prints times as Go does', () => {
    assert.equal(timestamp('2026-11-24T04:50:04Z', NOW), 'Tue Nov 24 04:50:04 +0000 (5 seconds ago)');
    assert.equal(goTime('2026-11-24T04:50:09Z'), '2026-11-24 04:50:09 +0000 UTC');
  });

  it('prints them in the zone of the machine', () => {
    process.env.TZ = 'Asia/Kolkata';
    try {
      assert.equal(timestamp('2026-11-24T04:50:04Z', NOW), 'Tue Nov 24 10:20:04 +0530 (5 seconds ago)');
    } finally {
      process.env.TZ = 'UTC';
    }
  });
});
