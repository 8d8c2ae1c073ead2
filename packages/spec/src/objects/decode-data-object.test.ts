import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64, encodeBase64 } from '../yaml/base64.ts';
import { configMapTexts, decodeConfigMap, decodeSecret } from './decode-data-object.ts';

const metadata = { name: 'settings' };

function problemsOf(result: ReturnType<typeof decodeConfigMap> | ReturnType<typeof decodeSecret>): string[] {
  return result.ok ? [] : result.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

test('a ConfigMap as kubectl writes it', () => {
  const decoded = decodeConfigMap({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, labels: { a: 'b' }, uid: 'set by a server' },
    data: { 'a.txt': 'text', __proto: 'x' },
    binaryData: { b: 'AAEC' },
  });
  assert.ok(decoded.ok);
  assert.equal(decoded.object.metadata.uid, undefined);
  assert.deepEqual([...configMapTexts(decoded.object)].sort(), [
    ['__proto', 'x'],
    ['a.txt', 'text'],
  ]);
});

test('what Kubernetes refuses of a ConfigMap', () => {
  assert.deepEqual(problemsOf(decodeConfigMap({ metadata: { name: 'No_Name' } })), [
    `metadata.name: "No_Name" is no legal name: lower case letters, digits, '-' and '.', at most 253`,
  ]);
  assert.deepEqual(problemsOf(decodeConfigMap({ metadata, data: { 'a b': '', '..': '', ok: '1' } })), [
    "data.a b: a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    "data...: must not be '..'",
  ]);
  assert.deepEqual(problemsOf(decodeConfigMap({ metadata, data: { a: 1 } })), [
    'data.a: expected a text, got a number: quote it',
  ]);
  assert.deepEqual(
    problemsOf(decodeConfigMap({ metadata, data: { a: '' }, binaryData: { a: '', b: '%' } })),
    ['binaryData.a: the key is in data, too', 'binaryData.b: is no base64'],
  );
  assert.deepEqual(problemsOf(decodeConfigMap({ metadata, kind: 'Secret' })), ['kind: expected "ConfigMap"']);
  assert.deepEqual(problemsOf(decodeConfigMap([])), [': expected a ConfigMap (a map), got a list']);
  const large = 'ä'.repeat(512 * 1024);
  assert.deepEqual(problemsOf(decodeConfigMap({ metadata, data: { large } })), []);
  assert.match(
    problemsOf(decodeConfigMap({ metadata, data: { large, more: 'x' } }))[0] ?? '',
    /1048577 bytes/,
  );
});

test("a Secret's texts become data, and problems never say what it holds", () => {
  const decoded = decodeSecret({
    metadata,
    data: { a: 'c2VjcmV0', b: 'eA==' },
    stringData: { b: 'pass wörd' },
  });
  assert.ok(decoded.ok);
  assert.deepEqual(
    { ...decoded.object.data },
    { a: 'c2VjcmV0', b: Buffer.from('pass wörd').toString('base64') },
  );
  assert.equal(decoded.object.type, 'Opaque');
  assert.equal('stringData' in decoded.object, false);
  const hidden = 'hunter2!';
  const refused = decodeSecret({
    metadata,
    data: { a: hidden, b: { c: hidden } },
    stringData: { c: [hidden] },
  });
  assert.equal(refused.ok, false);
  assert.equal(JSON.stringify(refused).includes(hidden), false);
});

test('base64 of any text, there and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      assert.equal(encodeBase64(text), Buffer.from(text).toString('base64'));
      assert.equal(decodeBase64(encodeBase64(text)), text);
    }),
  );
});
