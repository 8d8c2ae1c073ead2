import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openData, sealData } from './sealed-secret.ts';
import { SecretKeys } from './secret-keys.ts';

const PLACE = { namespace: 'argo', name: 'db' };

function keysOf(text: string): SecretKeys {
  const parsed = SecretKeys.parse(text);
  assert.ok(parsed.ok);
  return parsed.keys;
}

function data(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([k, v]) => [k, Buffer.from(v).toString('base64')]));
}

test('what was sealed comes back, and nothing of it is to be seen', () => {
  const keys = keysOf(SecretKeys.generate());
  const sealed = sealData(keys, PLACE, data({ user: 'admin', password: 'hunter2', empty: '' }));
  assert.deepEqual(sealed.keys, ['empty', 'password', 'user']);
  const text = JSON.stringify(sealed);
  for (const hidden of ['hunter2', Buffer.from('hunter2').toString('base64'), 'admin']) {
    assert.equal(text.includes(hidden), false);
  }
  const opened = openData(keys, PLACE, sealed);
  assert.ok(opened.ok);
  assert.deepEqual(
    [...opened.data].map(([key, bytes]) => [key, Buffer.from(bytes).toString()]),
    [
      ['empty', ''],
      ['password', 'hunter2'],
      ['user', 'admin'],
    ],
  );
});

test('the same twice is not the same text', () => {
  const keys = keysOf(SecretKeys.generate());
  const texts = [0, 1].map(() => sealData(keys, PLACE, data({ a: 'x' })).sealed.text);
  assert.notEqual(texts[0], texts[1]);
});

test('keys rotate: the first seals, the others open', () => {
  const [old, next] = [SecretKeys.generate(), SecretKeys.generate()];
  const before = sealData(keysOf(old), PLACE, data({ a: 'x' }));
  const both = keysOf(`# newest first\n${next}\n${old}\n`);
  assert.ok(openData(both, PLACE, before).ok);
  const after = sealData(both, PLACE, data({ a: 'x' }));
  assert.notEqual(after.sealed.keyId, before.sealed.keyId);
  assert.ok(openData(keysOf(next), PLACE, after).ok);
  const lost = openData(keysOf(next), PLACE, before);
  assert.deepEqual(lost, {
    ok: false,
    problem: `it is sealed with key ${before.sealed.keyId}, which is not here`,
  });
});

test('what was moved, renamed or changed does not open', () => {
  const keys = keysOf(SecretKeys.generate());
  const sealed = sealData(keys, PLACE, data({ a: 'x', b: 'y' }));
  const changed = { ok: false, problem: 'its sealed text has been changed' };
  assert.deepEqual(openData(keys, { ...PLACE, name: 'other' }, sealed), changed);
  assert.deepEqual(openData(keys, PLACE, { ...sealed, keys: ['b', 'a'] }), changed);
  const bytes = Buffer.from(sealed.sealed.text, 'base64');
  bytes.writeUInt8(bytes.readUInt8(15) ^ 1, 15);
  const text = bytes.toString('base64');
  assert.deepEqual(openData(keys, PLACE, { ...sealed, sealed: { ...sealed.sealed, text } }), changed);
  const cut = openData(keys, PLACE, { ...sealed, sealed: { ...sealed.sealed, text: 'AAAA' } });
  assert.deepEqual(cut, { ok: false, problem: 'its sealed text is cut' });
});

test('keys that are none are refused without being shown', () => {
  assert.deepEqual(SecretKeys.parse('hunter2'), { ok: false, problem: 'key 1 is not 32 bytes in base64' });
  assert.deepEqual(SecretKeys.parse(`${SecretKeys.generate()},short`), {
    ok: false,
    problem: 'key 2 is not 32 bytes in base64',
  });
  assert.deepEqual(SecretKeys.parse(' # nothing\n'), { ok: false, problem: 'there is no key in it' });
});
