import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_LIBRARY } from '@tiphys/spec';
import { checkManifest, decodeManifest } from './manifest.ts';
import { manifest } from './testing/api-world.ts';

test('lint asks for no name and no values, submission does', () => {
  const spec = { ...(manifest().spec as object), arguments: { parameters: [{ name: 'p' }] } };
  const template = decodeManifest({ ...manifest({}), spec });
  checkManifest(template, EMPTY_LIBRARY, { submit: false });
  assert.throws(
    () => checkManifest(template, EMPTY_LIBRARY, { submit: true }),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'invalid_argument');
      assert.match(error.message, /^metadata/m);
      assert.match(error.message, /^spec\.arguments\.parameters\[0\]/m);
      return true;
    },
  );
});
