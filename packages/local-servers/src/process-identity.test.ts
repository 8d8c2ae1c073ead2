import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { hasEnded, processIdentity } from './process-identity.ts';

test('a process has ended when it, and not only its number, is gone', async () => {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const known = processIdentity(child.pid ?? 0);
  assert.ok(known);
  assert.equal(hasEnded(known), false);
  assert.equal(hasEnded({ ...known, startedAt: '1' }), true, 'the number has another process now');
  assert.equal(hasEnded({ ...known, boot: 'before' }), true);
  assert.equal(hasEnded({ ...known, place: 'elsewhere' }), undefined);
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
  assert.equal(hasEnded(known), true);
  assert.equal(processIdentity(known.pid), undefined);
});
