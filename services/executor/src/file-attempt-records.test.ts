import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDirectory } from '@tiphys/testkit';
import { FileAttemptRecords } from './file-attempt-records.ts';

const ref = (nodeId: string, attempt = 0) => ({
  workflow: { uid: 'u', namespace: 'default', name: 'wf' },
  nodeId,
  attempt,
});

test('another process reads what was written: begun, started, and nothing of what has ended', async () => {
  const folder = join(testDirectory(), 'held');
  const records = new FileAttemptRecords(folder);
  assert.deepEqual(await records.list(), []);
  const long = ref('n'.repeat(300));
  await records.begun(ref('a'), '00-1-2-01');
  await records.begun(ref('b'), '');
  await records.started(ref('b'), '');
  await records.begun(ref('b'), 'another');
  await records.begun(long, '');
  await records.ended(long);
  await records.started(ref('c'), 'not begun by this agent');
  await records.ended(ref('never begun'));
  const next = new FileAttemptRecords(folder);
  assert.deepEqual(
    (await next.list()).sort((a, b) => a.ref.nodeId.localeCompare(b.ref.nodeId)),
    [
      { ref: ref('a'), traceparent: '00-1-2-01', isStarted: false },
      { ref: ref('b'), traceparent: '', isStarted: true },
      { ref: ref('c'), traceparent: 'not begun by this agent', isStarted: true },
    ],
  );
  assert.equal((await next.find(ref('b')))?.isStarted, true);
  assert.equal(await next.find(ref('b', 1)), undefined);
});
