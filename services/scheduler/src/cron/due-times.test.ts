import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DueTimes } from './due-times.ts';

const at = (text: string): number => Date.parse(text);
const iso = (time: number | undefined): string | undefined =>
  time === undefined ? undefined : new Date(time).toISOString().replace('.000', '');

test('the first time of several schedules', () => {
  const due = new DueTimes(['30 * * * *', '0 12 * * *'], 'UTC');
  assert.equal(iso(due.next(at('2026-01-01T11:29:59Z'), 0)), '2026-01-01T11:30:00Z');
  assert.equal(iso(due.next(at('2026-01-01T11:30:00Z'), 0)), '2026-01-01T12:00:00Z');
  assert.equal(
    iso(due.last(at('2026-01-01T00:00:00Z'), at('2026-01-01T12:29:00Z'), 0)),
    '2026-01-01T12:00:00Z',
  );
  assert.equal(due.last(at('2026-01-01T12:00:00Z'), at('2026-01-01T12:29:00Z'), 0), undefined);
});

test('a day of the month or of the week, as cron has it', () => {
  const due = new DueTimes(['0 0 13 * fri'], 'UTC');
  assert.equal(iso(due.next(at('2026-01-01T00:00:00Z'), 0)), '2026-01-02T00:00:00Z');
  assert.equal(iso(due.next(at('2026-01-09T00:00:00Z'), 0)), '2026-01-13T00:00:00Z');
});

test('time zones: of the workflow, or of the schedule itself', () => {
  assert.equal(
    iso(new DueTimes(['0 9 * * *'], 'Asia/Tokyo').next(at('2026-01-01T01:00:00Z'), 0)),
    '2026-01-02T00:00:00Z',
  );
  const own = new DueTimes(['CRON_TZ=America/New_York 0 9 * * *'], 'Asia/Tokyo');
  assert.equal(iso(own.next(at('2026-01-01T01:00:00Z'), 0)), '2026-01-01T14:00:00Z');
});

test('daylight saving: a time in the gap comes after it, a repeated one once', () => {
  const due = new DueTimes(['30 2 * * *'], 'Europe/Berlin');
  assert.equal(iso(due.next(at('2026-03-28T12:00:00Z'), 0)), '2026-03-29T01:00:00Z');
  assert.equal(iso(due.next(at('2026-03-29T01:00:00Z'), 0)), '2026-03-30T00:30:00Z');
  assert.equal(iso(due.next(at('2026-10-24T12:00:00Z'), 0)), '2026-10-25T00:30:00Z');
  assert.equal(iso(due.next(at('2026-10-25T00:30:00Z'), 0)), '2026-10-26T01:30:00Z');
});

test('@every counts from the last run', () => {
  const due = new DueTimes(['@every 90s'], undefined);
  const base = at('2026-01-01T00:00:10Z');
  assert.equal(iso(due.next(base, base)), '2026-01-01T00:01:40Z');
  assert.equal(iso(due.last(base, at('2026-01-01T00:05:00Z'), base)), '2026-01-01T00:04:40Z');
  assert.equal(due.last(base, at('2026-01-01T00:01:00Z'), base), undefined);
});

test('what cannot be read is never due', () => {
  assert.equal(new DueTimes(['nonsense'], undefined).next(0, 0), undefined);
  assert.equal(new DueTimes(['0 0 31 2 *'], 'UTC').next(0, 0), undefined);
});

test('times follow each other, also over changes of the clocks, and last agrees with next', () => {
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
  );
  const schedule = fc.constantFrom(
    '*/15 * * * *',
    '30 2 * * *',
    '0 0,1,2,3 * * *',
    '59 * * * sun',
    '7 */5 * * *',
  );
  const start = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z') });
  fc.assert(
    fc.property(
      zone,
      fc.array(schedule, { minLength: 1, maxLength: 3 }),
      start,
      (timezone, schedules, from) => {
        const due = new DueTimes(schedules, timezone);
        let time = from;
        for (let count = 0; count < 12; count += 1) {
          const next = due.next(time, 0);
          assert.ok(next !== undefined && next > time, `${schedules} ${timezone} ${iso(time)}`);
          assert.equal(next % 60_000, 0);
          assert.equal(due.last(time, next, 0), next);
          assert.equal(due.last(time, next - 1, 0), undefined);
          time = next;
        }
      },
    ),
    { numRuns: 100 },
  );
});
