import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFieldSelector } from './field-selector.ts';

test('names, namespaces and phases', () => {
  assert.deepEqual(parseFieldSelector('metadata.name=a,metadata.namespace!=b,status.phase==Running'), {
    ok: true,
    value: [
      { field: 'metadata.name', operator: 'equals', value: 'a' },
      { field: 'metadata.namespace', operator: 'differs', value: 'b' },
      { field: 'status.phase', operator: 'equals', value: 'Running' },
    ],
  });
  assert.deepEqual(parseFieldSelector(''), { ok: true, value: [] });
});

test('escapes in values', () => {
  assert.deepEqual(parseFieldSelector('metadata.name=a\\,b\\=c\\\\d'), {
    ok: true,
    value: [{ field: 'metadata.name', operator: 'equals', value: 'a,b=c\\d' }],
  });
});

const refused: [text: string, reason: RegExp][] = [
  ['metadata.name', /has no =/],
  ['spec.entrypoint=a', /field label not supported: spec\.entrypoint/],
  ['metadata.name=a=b', /bad escape/],
  ['metadata.name=a\\', /bad escape/],
];
for (const [text, reason] of refused) {
  test(`"${text}" is refused`, () => {
    const result = parseFieldSelector(text);
    assert.ok(!result.ok);
    assert.match(result.message, reason);
  });
}
