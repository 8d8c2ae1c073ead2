import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evaluateBooleanOver, type PlainValue } from './evaluate-over-values.ts';

const RESPONSE = new Map<string, PlainValue>([
  [
    'response',
    new Map<string, PlainValue>([
      ['statusCode', 201n],
      ['body', '{"state":"done"}'],
      ['headers', new Map<string, PlainValue>([['Content-Type', ['application/json']]])],
    ]),
  ],
]);

for (const [expression, expected] of [
  ['response.statusCode == 201', true],
  ['response.statusCode >= 200 && response.statusCode < 300', true],
  ['response.body contains "done"', true],
  ['fromJSON(response.body).state == "pending"', false],
  ['response.headers["Content-Type"][0] == "application/json"', true],
  ['"X-None" in response.headers', false],
] as const) {
  test(expression, () =>
    assert.deepEqual(evaluateBooleanOver(expression, RESPONSE), { ok: true, value: expected }),
  );
}

for (const expression of [
  'response.statusCode',
  'nothing == 1',
  'response.statusCode ==',
  'sprig.trim("a") == "a"',
]) {
  test(`refused: ${expression}`, () => assert.equal(evaluateBooleanOver(expression, RESPONSE).ok, false));
}
