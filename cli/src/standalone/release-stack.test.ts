import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReleaseStack } from './release-stack.ts';

test('what was opened last is closed first, and an error leaves nothing open', async () => {
  const closed: string[] = [];
  const stack = new ReleaseStack();
  stack.push(() => void closed.push('first'));
  stack.push(() => Promise.reject(new Error('second does not close')));
  stack.push(async () => void closed.push('third'));
  await assert.rejects(stack.run(), /second does not close/);
  assert.deepEqual(closed, ['third', 'first']);
  await assert.rejects(stack.run(), /second/, 'asked again it tells the same');
  assert.deepEqual(closed, ['third', 'first']);
});
