import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClientError } from '@tiphys/client';
import { MemoryServer, type WatchEvent, workflowIn } from '../testing/memory-server.ts';
import { memorySession } from '../testing/memory-session.ts';
import { wait } from './wait.ts';
import { watch } from './watch.ts';

process.env.TZ = 'UTC';

const RUNNING: WatchEvent = { type: 'ADDED', object: workflowIn('w', 'Running') };
const MODIFIED: WatchEvent = { type: 'MODIFIED', object: workflowIn('w', 'Running') };
const SUCCEEDED: WatchEvent = { type: 'MODIFIED', object: workflowIn('w', 'Succeeded') };
const FAILED: WatchEvent = { type: 'MODIFIED', object: workflowIn('w', 'Failed') };

function serverWith(...watches: Parameters<MemoryServer['watches']['set']>[1]): MemoryServer {
  const server = new MemoryServer();
  server.put(RUNNING.object);
  server.watches.set('w', watches);
  return server;
}

describe('watch', () => {
  it('prints changes only, and the tree at the end, where there is no terminal', async () => {
    const session = memorySession({ server: serverWith([RUNNING, MODIFIED, SUCCEEDED]) });
    assert.equal(await watch(session, 'w', {}), 0);
    const [changes, tree] = session.printed().split('\n\nName:');
    assert.equal(changes, '● w Running\n✔ w Succeeded\nworkflow w: Succeeded');
    assert.match(
      tree ?? '',
      /Status: +Succeeded(?:.|\n)*\nSTEP +TEMPLATE +PODNAME +DURATION +MESSAGE\n ✔ w +main +w +5s\n$/,
    );
  });

  it('exits with the outcome', async () => {
    assert.equal(await watch(memorySession({ server: serverWith([FAILED]) }), 'w', {}), 1);
    assert.equal(await watch(memorySession({ server: serverWith([SUCCEEDED]) }), '@latest', {}), 0);
  });

  it('draws in place on a terminal, and whole at the end', async () => {
    const session = memorySession({
      server: serverWith([RUNNING, SUCCEEDED]),
      size: { columns: 30, rows: 8 },
    });
    assert.equal(await watch(session, 'w', {}), 0);
    const frames = session.printed().split('\u001b[H');
    assert.equal(frames[1], '\u001b[2J');
    const [running = '', last = ''] = [frames[2], frames.at(-1)];
    assert.ok(running.startsWith('Name:                w\u001b[K\n'));
    assert.ok(running.endsWith('\n... 5 more lines\u001b[K\n\u001b[J'));
    assert.ok(last.startsWith('\u001b[2JName: '));
    assert.match(last, / ✔ w +main +w +5s\n$/);
  });

  it('opens a watch again that ended or was cut, and says so once', async () => {
    const cut = new ClientError('unavailable', 'connection reset');
    const server = serverWith([RUNNING], cut, cut, [MODIFIED, SUCCEEDED]);
    const session = memorySession({ server });
    assert.equal(await watch(session, 'w', {}), 0);
    assert.equal(session.complained(), 'connection lost, trying again\n');
    assert.equal(session.printed().match(/● w Running/g)?.length, 1);
  });

  it('fails when the workflow is not there, or is deleted meanwhile', async () => {
    const session = memorySession({ server: new MemoryServer() });
    await assert.rejects(watch(session, 'w', {}), /not found/);
    const server = serverWith([RUNNING, { type: 'DELETED', object: RUNNING.object }]);
    await assert.rejects(watch(memorySession({ server }), 'w', {}), /workflow w was deleted/);
  });

  it('ends when the user interrupts', async () => {
    const session = memorySession({ server: serverWith([RUNNING]) });
    const ended = watch(session, 'w', {});
    session.interrupt();
    assert.equal(await ended, 130);
  });
});

describe('wait', () => {
  it('says how each workflow ended, and fails when one did', async () => {
    const server = serverWith([SUCCEEDED]);
    server.put(workflowIn('v', 'Running'));
    server.watches.set('v', [[{ type: 'ADDED', object: workflowIn('v', 'Error') }]]);
    const session = memorySession({ server });
    assert.equal(await wait(session, ['w', 'v'], {}), 1);
    assert.deepEqual(session.printed().trimEnd().split('\n').sort(), [
      'v Error at 2026-01-01 00:00:05 +0000 UTC',
      'w Succeeded at 2026-01-01 00:00:05 +0000 UTC',
    ]);
  });

  it('minds a missing workflow unless told not to', async () => {
    const session = memorySession({ server: new MemoryServer() });
    await assert.rejects(wait(session, ['gone'], {}), /"gone" not found/);
    assert.equal(await wait(session, ['gone'], { ignoreNotFound: true }), 0);
  });
});
