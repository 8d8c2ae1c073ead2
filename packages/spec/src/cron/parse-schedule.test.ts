import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTimezone, parseSchedule } from './parse-schedule.ts';

function parsed(text: string): string {
  const result = parseSchedule(text);
  if (!result.ok) return result.message;
  const { schedule } = result;
  const zone = schedule.timezone === undefined ? '' : `${schedule.timezone} `;
  return zone + (schedule.kind === 'every' ? `every ${schedule.seconds} s` : schedule.fields);
}

test('schedules as Argo reads them', () => {
  const cases: [string, string][] = [
    ['* * * * *', '* * * * *'],
    ['0 9 ? * mon-FRI', '0 9 * * 1,2,3,4,5'],
    ['*/20 0-23/6 1,15 JAN,7 0', '0,20,40 0,6,12,18 1,15 1,7 0'],
    ['10/20 * * * *', '10,30,50 * * * *'],
    ['*/1 * * * *', '* * * * *'],
    ['@daily', '0 0 * * *'],
    ['@hourly', '0 * * * *'],
    ['@every 1h30m', 'every 5400 s'],
    ['@every 10ms', 'every 1 s'],
    ['CRON_TZ=Europe/Berlin 0 9 * * *', 'Europe/Berlin 0 9 * * *'],
    ['TZ=UTC @daily', 'UTC 0 0 * * *'],
  ];
  for (const [text, expected] of cases) assert.equal(parsed(text), expected, text);
});

test('malformed ones in the words of the library that Argo uses', () => {
  const cases: [string, string][] = [
    ['', 'empty spec string'],
    ['10 * * 12737123 *', 'end of range (12737123) above maximum (12): 12737123'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['0 * * * * *', 'expected exactly 5 fields, found 6: [0 * * * * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['@sometimes', 'unrecognized descriptor: @sometimes'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
    ['TZ=Nowhere/Land @daily', 'provided bad location Nowhere/Land: unknown time zone Nowhere/Land'],
  ];
  for (const [text, expected] of cases) assert.equal(parsed(text), expected, text);
});

test('time zones', () => {
  assert.ok(isTimezone('Asia/Tokyo') && isTimezone('UTC'));
  for (const none of ['Nowhere', 'utc', 'europe/berlin', '+01:00'])
    assert.equal(isTimezone(none), false, none);
});
