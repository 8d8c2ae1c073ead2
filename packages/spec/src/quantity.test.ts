import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseQuantity } from './quantity.ts';

test('quantities', () => {
  const cases: [string, number | undefined][] = [
    ['1', 1],
    ['500m', 0.5],
    ['64Mi', 67108864],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['1.', 1],
    ['1e3', 1000],
    ['1E', 1e18],
    ['-1k', -1000],
    ['', undefined],
    ['Mi', undefined],
    ['1 Mi', undefined],
    ['64MB', undefined],
    ['1mi', undefined],
    ['{{x}}', undefined],
  ];
  for (const [text, size] of cases) assert.equal(parseQuantity(text), size, text);
});
