import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { goJson } from './go-json.ts';

test('objects in their order, maps in the order of their keys', () => {
  assert.equal(goJson({ name: 'b', default: 'x', value: undefined }), '{"name":"b","default":"x"}');
  assert.equal(
    goJson(
      new Map([
        ['b', 1],
        ['a', 2],
        ['\u{1F600}', 3],
        ['\uffee', 4],
      ]),
    ),
    '{"a":2,"b":1,"\uffee":4,"\u{1F600}":3}',
  );
});

test("HTML's characters and line separators are escaped, DEL is not", () => {
  assert.equal(
    goJson('<a href="x">&\u2028\u007f\u0001\b\f'),
    '"\\u003ca href=\\"x\\"\\u003e\\u0026\\u2028\u007f\\u0001\\b\\f"',
  );
});

test('numbers, null, lists, halves of characters', () => {
  assert.equal(
    goJson([1, 1.5, 1e21, 1e-7, -0, 10n, null, true, '\ud800']),
    '[1,1.5,1e+21,1e-7,-0,10,null,true,"\ufffd"]',
  );
  assert.throws(() => goJson(Number.NaN), /json: unsupported value: NaN/);
});

test('it is JSON, and says what was put into it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      assert.deepEqual(JSON.parse(goJson(value)), value);
    }),
  );
});
