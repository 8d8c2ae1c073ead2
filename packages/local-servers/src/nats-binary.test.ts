import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NATS_VERSION } from './nats-binary.ts';

test('the version that is fetched is the one that package.json names', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(new Set(Object.values(manifest.optionalDependencies)), new Set([NATS_VERSION]));
});
