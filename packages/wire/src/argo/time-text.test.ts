import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { microTimeText, parseTime, timeText } from './time-text.ts';

test('times of any zone are written in UTC', () => {
  const time = parseTime('2024-05-06T09:08:09.987654321+02:00');
  assert.deepEqual(time, { seconds: 1_714_979_289, nanos: 987_654_321 });
  assert.equal(timeText(time), '2024-05-06T07:08:09Z');
  assert.equal(microTimeText(time), '2024-05-06T07:08:09.987654Z');
});

test("Go's zero time is no time", () => {
  assert.deepEqual(parseTime('0001-01-01T00:00:00Z'), { seconds: 0, nanos: 0 });
});

for (const text of [
  '',
  'yesterday',
  '2024-05-06',
  '2024-02-31T00:00:00Z',
  '2024-05-06T25:00:00Z',
  '2024-05-06T24:00:00Z',
  '2024-05-06T07:08:09',
]) {
  test(`${JSON.stringify(text)} is no time`, () => assert.equal(parseTime(text), undefined));
}

test('whole seconds come back', () => {
  const years = {
    min: new Date('0001-01-02T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  };
  fc.assert(
    fc.property(fc.date(years), (date) => {
      const seconds = Math.floor(date.getTime() / 1000);
      assert.deepEqual(parseTime(timeText({ seconds, nanos: 0 })), { seconds, nanos: 0 });
    }),
  );
});
