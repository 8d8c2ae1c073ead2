import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQuantity } from './quantity.ts';

test('quantities', () => {
  for (const text of ['1', '500m', '64Mi', '1.5', '.5', '1.', '+1', '1e3', '1E-3', '1E', '0']) {
    assert.ok(isQuantity(text), text);
  }
  const others = ['', 'Mi', '1 Mi', '64MB', '1mi', '1K', '-1k', '{{x}}', '1e', '1e99', '1\n', '1'.repeat(65)];
  for (const text of others) assert.ok(!isQuantity(text), text);
});
