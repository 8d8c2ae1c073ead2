import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GoRegexp } from './go-regexp.ts';

test('the leftmost match, the first of the alternatives, and the groups', () => {
  assert.equal(new GoRegexp('(a|ab)(c|bcd)(d*)').find('abcd'), 'abcd');
  assert.equal(new GoRegexp('a+?').find('aaa'), 'a');
  assert.equal(new GoRegexp('(?P<x>\\d+)-(\\w)').replaceAll('12-a', '$2$x'), 'a12');
});

test('RE2 and not JavaScript: no look-around, no back-references, `$` is the end', () => {
  assert.throws(() => new GoRegexp('(?=a)'), /invalid or unsupported Perl syntax: `\(\?=`/);
  assert.throws(() => new GoRegexp('(a)\\1'), /invalid escape sequence: `\\1`/);
  assert.equal(new GoRegexp('a$').matches('a\n'), false);
  assert.equal(new GoRegexp('(?m)a$').matches('a\n'), true);
});

test('time grows with the text, whatever the pattern', () => {
  const text = `${'a'.repeat(30_000)}b`;
  assert.equal(new GoRegexp('^(a+)+$').matches(text), false);
  assert.equal(new GoRegexp('^(a|a)*$').matches(text), false);
});

test("it finds what JavaScript's finds, where both mean the same", () => {
  const atoms = fc.constantFrom(
    'a',
    'b',
    '.',
    '[ab]',
    '[^a]',
    '(a|b)',
    '(?:ab)',
    'a*',
    'b+?',
    'c{1,2}',
    '^',
    '$',
    '\\b',
  );
  fc.assert(
    fc.property(
      fc.array(atoms, { maxLength: 5 }),
      fc.string({ unit: fc.constantFrom('a', 'b', 'c', ' ') }),
      (parts, text) => {
        const source = parts.join('');
        const expected = new RegExp(source, 'su').exec(text)?.[0];
        const found = new GoRegexp(`(?s)${source}`);
        assert.equal(found.matches(text), expected !== undefined, source);
        assert.equal(found.find(text), expected ?? '', `${source} in ${text}`);
      },
    ),
    { numRuns: 2000 },
  );
});
