import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readManifest } from './manifest.ts';
import { manifest } from './testing/api-world.ts';

test('lint asks for no name and no values, submission does', () => {
  const spec = { ...(manifest().spec as object), arguments: { parameters: [{ name: 'p' }] } };
  const template = { ...manifest({}), spec };
  assert.equal(readManifest(template, { submit: false }).spec.entrypoint, 'main');
  assert.throws(
    () => readManifest(template, { submit: true }),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.message, /^metadata/m);
      assert.match(error.message, /^spec\.arguments\.parameters\[0\]/m);
      return true;
    },
  );
});
