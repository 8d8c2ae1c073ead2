import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isQuantity, parseQuantity } from './quantity.ts';

const NANO = 1_000_000_000n;

test('quantities as Kubernetes writes them', () => {
  const cases: [string, bigint][] = [
    ['500m', NANO / 2n],
    ['0.5', NANO / 2n],
    ['.5', NANO / 2n],
    ['1.', NANO],
    ['2', 2n * NANO],
    ['64Mi', 64n * 1024n * 1024n * NANO],
    ['1.5Gi', 1536n * 1024n * 1024n * NANO],
    ['128k', 128_000n * NANO],
    ['1e3', 1000n * NANO],
    ['1E3', 1000n * NANO],
    ['12e-1', (12n * NANO) / 10n],
    ['1E', 10n ** 18n * NANO],
    ['100n', 100n],
    ['0.1n', 1n],
    ['0', 0n],
  ];
  for (const [text, expected] of cases) assert.equal(parseQuantity(text), expected, text);
});

test('what is no quantity', () => {
  for (const text of [
    '',
    'm',
    '1x',
    '1 Gi',
    '-1',
    '1.2.3',
    '1Kib',
    'Mi',
    '1e',
    '1e99',
    '0x10',
    '1mi',
    '9'.repeat(99),
  ]) {
    assert.equal(parseQuantity(text), undefined, text);
  }
});

test('a suffix is a factor', () => {
  fc.assert(
    fc.property(fc.nat(), (value) => {
      assert.equal(parseQuantity(`${value}Ki`), (parseQuantity(`${value}`) ?? 0n) * 1024n);
      assert.equal((parseQuantity(`${value}m`) ?? 0n) * 1000n, parseQuantity(`${value}`));
    }),
  );
});

test('what resources can be', () => {
  for (const text of ['1', '500m', '64Mi', '1.5', '.5', '1.', '+1', '1e3', '1E-3', '1E', '0']) {
    assert.ok(isQuantity(text), text);
  }
  const others = ['', 'Mi', '1 Mi', '64MB', '1mi', '1K', '-1k', '{{x}}', '1e', '1e99', '1\n', '1'.repeat(65)];
  for (const text of others) assert.ok(!isQuantity(text), text);
});
