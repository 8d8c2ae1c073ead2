import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numberText } from './any-string.ts';

test('numbers are written without an exponent', () => {
  const cases: [number, string][] = [
    [1, '1'],
    [-1.5, '-1.5'],
    [0, '0'],
    [-0, '-0'],
    [1e21, '1000000000000000000000'],
    [1.25e22, '12500000000000000000000'],
    [1e-7, '0.0000001'],
    [-1.5e-9, '-0.0000000015'],
    [2 ** 53 + 1, '9007199254740992'],
  ];
  for (const [value, text] of cases) assert.equal(numberText(value), text);
});

test('and mean the same number', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = numberText(value);
      assert.match(text, /^-?\d+(\.\d+)?$/);
      assert.ok(Object.is(Number(text), value), text);
    }),
  );
});
