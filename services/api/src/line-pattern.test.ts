import assert from 'node:assert/strict';
import { test } from 'node:test';
import { linePattern } from './line-pattern.ts';

test('matches anywhere in a line, in the syntax of Go', () => {
  const matches = linePattern('(?i)error: .*\\bdisk\\b|^\\pL+$');
  assert.deepEqual(['an ERROR: the disk is full', 'error: disks', 'größe', 'größe 1', ''].map(matches), [
    true,
    false,
    true,
    false,
    false,
  ]);
});

test('what Go does not read is refused, in its words', () => {
  for (const [source, reason] of [
    ['[', /^grep: .*missing closing \]/],
    ['a(?=b)', /^grep: .*invalid or unsupported Perl syntax/],
    ['(a)\\1', /^grep: .*invalid escape sequence/],
    ["it's [", /^grep: .*missing closing \]/],
  ] as const) {
    assert.throws(() => linePattern(source), { code: 'invalid_argument', message: reason }, source);
  }
});

test('a pattern that JavaScript would think about for years is answered at once', () => {
  const matches = linePattern('^(a+)+$');
  assert.equal(matches(`${'a'.repeat(5_000)}b`), false);
  assert.equal(matches('a'.repeat(5_000)), true);
});
