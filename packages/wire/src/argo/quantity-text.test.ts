import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { canonicalQuantity } from './quantity-text.ts';

const CASES: [text: string, canonical: string | undefined][] = [
  ['0', '0'],
  ['0Mi', '0'],
  ['1500m', '1500m'],
  ['1000m', '1'],
  ['0.5', '500m'],
  ['.5', '500m'],
  ['1.', '1'],
  ['1000', '1k'],
  ['1Gi', '1Gi'],
  ['1024Mi', '1Gi'],
  ['512Mi', '512Mi'],
  ['1.5Gi', '1536Mi'],
  // Below 1024, and where a fraction is left, binary suffixes give way to decimal ones.
  ['0.5Ki', '512'],
  ['0.0001Ki', '102400u'],
  ['1e3', '1e3'],
  ['12E6', '12e6'],
  ['1500e-3', '1500e-3'],
  ['1E', '1E'],
  ['-5m', '-5m'],
  ['+5', '5'],
  ['0.1n', '1n'],
  ['100E', '9223372036854775807'],
  ['', undefined],
  ['.', undefined],
  ['Mi', undefined],
  ['5 Mi', undefined],
  ['5mi', undefined],
  ['1e', undefined],
  ['five', undefined],
];

for (const [text, canonical] of CASES) {
  test(`${JSON.stringify(text)} is written ${canonical}`, () => {
    assert.equal(canonicalQuantity(text), canonical);
  });
}

test('what is canonical stays as it is', () => {
  const suffix = fc.constantFrom('', 'n', 'u', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'e-3');
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.nat(999), suffix, (whole, fraction, unit) => {
      const canonical = canonicalQuantity(`${whole}.${fraction}${unit}`);
      assert.ok(canonical !== undefined);
      // A binary amount without a binary suffix is a decimal one when it is read again, in Kubernetes too.
      fc.pre(!unit.endsWith('i') || canonical.endsWith('i'));
      assert.equal(canonicalQuantity(canonical), canonical);
    }),
  );
});
