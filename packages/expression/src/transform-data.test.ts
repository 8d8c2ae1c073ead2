import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transformData } from './transform-data.ts';

const KEYS = ['logs/a.log', 'logs/b.txt', 'top.log', 'x<y.log'];

for (const [expressions, expected] of [
  [[], '["logs/a.log","logs/b.txt","top.log","x\\u003cy.log"]'],
  [['filter(data, {# endsWith ".log"})'], '["logs/a.log","top.log","x\\u003cy.log"]'],
  [
    ['filter(data, {# startsWith "logs/"})', 'map(data, {# + ".old"})'],
    '["logs/a.log.old","logs/b.txt.old"]',
  ],
  [['', 'len(data)'], '4'],
  [['filter(data, {false})'], '[]'],
  [['map(data, {{"key": #, "depth": len(split(#, "/"))}})', 'data[2:3]'], '[{"depth":1,"key":"top.log"}]'],
  [['groupBy(data, len(#) > 8)', 'len(data)'], '2'],
] as const) {
  test(`${KEYS.length} texts through ${JSON.stringify(expressions)}`, () =>
    assert.deepEqual(transformData(KEYS, expressions), { ok: true, value: expected }));
}

test('of nothing there is null, as Go has it, and what an expression makes of it', () => {
  assert.deepEqual(transformData([], []), { ok: true, value: 'null' });
  assert.deepEqual(transformData([], ['filter(data, {true})']), { ok: true, value: '[]' });
});

for (const [expressions, message] of [
  [['data', 'filter(data, {#'], /^error processing data step 1: /],
  [['map(data, {# + 1})'], /^error processing data step 0: /],
  [['files'], /^error processing data step 0: unknown name files/],
  [['map(1..2000, {map(1..2000, {#})})'], /^error processing data step 0: memory budget exceeded/],
] as const) {
  test(`refused: ${JSON.stringify(expressions)}`, () => {
    const result = transformData(KEYS, expressions);
    assert.ok(!result.ok);
    assert.match(result.error.message, message);
  });
}
