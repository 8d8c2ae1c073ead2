import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { newUid, uidTime } from './workflow-identity.ts';

test('uids are UUIDs of version 7 that carry their time and sort by it', () => {
  const at = Date.UTC(2026, 10, 24, 21, 0, 0, 123);
  const uid = newUid(at, randomBytes);
  assert.match(uid, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(uidTime(uid), at);
  assert.ok(uid < newUid(at + 1, randomBytes));
  assert.equal(uidTime('9a8d780c-d3c4-48e3-8fa2-acd5650e56f9'), undefined);
});
