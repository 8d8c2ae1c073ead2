import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resolvePlainScalar } from './scalar.ts';

const CASES: [string, unknown][] = [
  ['', null],
  ['~', null],
  ['Null', null],
  ['y', true],
  ['Yes', true],
  ['off', false],
  ['yEs', 'yEs'],
  ['true', true],
  ['12', 12],
  ['+12', 12],
  ['-12', -12],
  ['1_000', 1000],
  ['0777', 511],
  ['0o17', 15],
  ['08', 8],
  ['0x1F', 31],
  ['-0x1F', -31],
  ['0b101', 5],
  ['1e3', 1000],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['-0', 0],
  ['1:30', '1:30'],
  ['2001-01-01', '2001-01-01'],
  ['1.2.3', '1.2.3'],
  ['12Gi', '12Gi'],
  ['-', '-'],
  ['.', '.'],
  ['<<', '<<'],
  ['hello', 'hello'],
];

test('plain scalars are resolved as go-yaml v2 does', () => {
  for (const [text, value] of CASES) assert.deepEqual(resolvePlainScalar(text)?.value, value, text);
});

test('-0.0 keeps its sign', () => {
  assert.ok(Object.is(resolvePlainScalar('-0.0')?.value, -0));
});

test('what JSON cannot hold is refused', () => {
  for (const text of ['.inf', '-.Inf', '+.INF', '.NaN', '1e999'])
    assert.equal(resolvePlainScalar(text), undefined, text);
});

test('only words that few know to be booleans are surprising', () => {
  assert.equal(resolvePlainScalar('no')?.surprisingBoolean, true);
  assert.equal(resolvePlainScalar('false')?.surprisingBoolean, undefined);
});
