import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseLabelSelector } from './label-selector.ts';

const accepted: [text: string, requirements: unknown][] = [
  ['', []],
  ['  ', []],
  ['a=b', [{ operator: 'in', key: 'a', values: ['b'] }]],
  [' a == b ', [{ operator: 'in', key: 'a', values: ['b'] }]],
  ['a!=b', [{ operator: 'notIn', key: 'a', values: ['b'] }]],
  ['a=', [{ operator: 'in', key: 'a', values: [''] }]],
  [
    'a=,b',
    [
      { operator: 'in', key: 'a', values: [''] },
      { operator: 'exists', key: 'b' },
    ],
  ],
  ['x.io/a in (b, c-1)', [{ operator: 'in', key: 'x.io/a', values: ['b', 'c-1'] }]],
  ['a in (,b)', [{ operator: 'in', key: 'a', values: ['', 'b'] }]],
  ['a in ()', [{ operator: 'in', key: 'a', values: [''] }]],
  ['a notin(b)', [{ operator: 'notIn', key: 'a', values: ['b'] }]],
  ['!a', [{ operator: 'doesNotExist', key: 'a' }]],
  [
    'in,notin=in',
    [
      { operator: 'exists', key: 'in' },
      { operator: 'in', key: 'notin', values: ['in'] },
    ],
  ],
];
for (const [text, requirements] of accepted) {
  test(`"${text}" is accepted`, () => {
    assert.deepEqual(parseLabelSelector(text), { ok: true, value: requirements });
  });
}

const refused: [text: string, reason: RegExp][] = [
  [',', /',' is no label key/],
  ['a,', /nothing behind it/],
  ['a,,b', /',' is no label key/],
  ['a b', /found 'b', expected one of/],
  ['a>1', /found '>', expected one of/],
  ['a in b', /found 'b', expected '\('/],
  ['a in (b', /found '', expected '\)'/],
  ['!', /'' is no label key/],
  ['__proto__', /is no label key/],
  ['UPPER.io/a', /is no label key/],
  [`a=${'x'.repeat(64)}`, /is no label value/],
  ['a=b=c', /found '=', expected ','/],
  ['a'.repeat(20_000), /longer than/],
];
for (const [text, reason] of refused) {
  test(`"${text.slice(0, 20)}" is refused`, () => {
    const result = parseLabelSelector(text);
    assert.ok(!result.ok);
    assert.match(result.message, reason);
  });
}

test('no text makes the parser throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab/.=!,() <>in-') }), (text) => {
      assert.equal(typeof parseLabelSelector(text).ok, 'boolean');
    }),
    { numRuns: 2000 },
  );
});
