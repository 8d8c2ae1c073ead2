import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Workflow } from '@tiphys/spec';
import { MemoryServer, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import {
  archiveDelete,
  archiveGet,
  archiveLabelKeys,
  archiveLabelValues,
  archiveList,
  archiveResubmit,
  archiveRetry,
} from './archive.ts';

const A = '0a0a0a0a-0000-4000-8000-00000000000a';
const B = '0b0b0b0b-0000-4000-8000-00000000000b';
const TWIN = '0c0c0c0c-0000-4000-8000-00000000000c';

function archived(name: string, uid: string, phase: 'Succeeded' | 'Failed' = 'Succeeded'): Workflow {
  const workflow = workflowIn(name, phase);
  return { ...workflow, metadata: { ...workflow.metadata, uid } };
}

function serverWithThree(): MemoryServer {
  const server = new MemoryServer();
  server.archive.workflows.push(archived('a', A), archived('b', B, 'Failed'), archived('b', TWIN));
  return server;
}

test('list shows uids, page by page', async () => {
  const server = serverWithThree();
  const session = memorySession({ server });
  await archiveList(session, { selector: 'x=y', chunkSize: 2 });
  assert.equal(
    session.printed(),
    [
      'NAMESPACE   NAME   STATUS      AGE   DURATION   PRIORITY   MESSAGE   P/R/C   PARAMETERS   UID',
      `default     a      Succeeded   1m    5s         0                    0/0/1                ${A}`,
      `default     b      Failed      1m    5s         0                    0/0/1                ${B}`,
      `default     b      Succeeded   1m    5s         0                    0/0/1                ${TWIN}`,
      '',
    ].join('\n'),
  );
  assert.deepEqual(
    server.archive.lists,
    ['', '2'].map((from) => ({ namespace: 'default', labelSelector: 'x=y', limit: 2, continue: from })),
  );
  const names = memorySession({ server });
  await archiveList(names, { output: 'name' });
  assert.equal(names.printed(), 'a\nb\nb\n');
  const none = memorySession({ server: new MemoryServer() });
  await archiveList(none, {});
  assert.equal(none.printed(), 'No workflows found\n');
});

test('get by name and by uid prints the head alone', async () => {
  const session = memorySession({ server: serverWithThree() });
  await archiveGet(session, 'a', {});
  const printed = session.printed();
  assert.match(printed, /^Name: {16}a\nNamespace: {11}default\nServiceAccount: {6}unset/);
  assert.match(
    printed,
    /Status: {14}Succeeded\nCreated: .*\nStarted: .*\nFinished: .*\nDuration: {12}5 seconds\n$/,
  );
  const byUid = memorySession({ server: serverWithThree() });
  await archiveGet(byUid, A, {});
  assert.equal(byUid.printed(), printed);
  const json = memorySession({ server: serverWithThree() });
  await archiveGet(json, 'a', { output: 'json' });
  assert.equal(JSON.parse(json.printed()).metadata.uid, A);
});

test('a name that nothing has, or two, is refused', async () => {
  const session = memorySession({ server: serverWithThree() });
  await assert.rejects(archiveGet(session, 'nothing', {}), /archived workflow 'nothing' not found/);
  await assert.rejects(archiveGet(session, A, { name: true }), /not found/);
  await assert.rejects(archiveGet(session, 'a', { uid: true }), /not found/);
  await assert.rejects(archiveGet(session, 'a', { uid: true, name: true }), /cannot be combined/);
  await assert.rejects(archiveGet(session, 'b', {}), (error: Error) => {
    assert.match(
      error.message,
      /Multiple archived workflows found with name 'b':\n {2}0b.*\n {2}0c.*\nPlease specify/,
    );
    return true;
  });
});

test('delete, and labels', async () => {
  const server = serverWithThree();
  const session = memorySession({ server });
  await archiveDelete(session, ['a', B], {});
  await archiveLabelKeys(session);
  await archiveLabelValues(session, { selector: 'app' });
  assert.deepEqual(server.calls, [`archive delete ${A}`, `archive delete ${B}`]);
  assert.equal(
    session.printed(),
    `Archived workflow 'a' deleted\nArchived workflow '${B}' deleted\napp\ntier\napp-value\n`,
  );
});

test('resubmit and retry, each workflow once', async () => {
  const server = serverWithThree();
  const session = memorySession({ server });
  await archiveResubmit(session, ['a', A], { memoized: true, parameter: ['x=1'], output: 'name' });
  await archiveRetry(session, [A], { restartSuccessful: true, nodeFieldSelector: 'id=1', output: 'name' });
  await archiveRetry(session, [B], { selector: 'x=y', output: 'name' });
  assert.deepEqual(server.calls, [
    `archive resubmit default ${A} {"memoized":true,"parameters":["x=1"]}`,
    `archive retry default ${A} {"restartSuccessful":true,"nodeFieldSelector":"id=1"}`,
    ...[A, B, TWIN].map((uid) => `archive retry default ${uid} {}`),
  ]);
  await assert.rejects(archiveRetry(session, [], {}), /requires either selector or workflow/);
});
