import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { resumedWatch } from './resumed-watch.ts';
import type { StatusChange, WatchQuery } from './status-reader.ts';

const query: WatchQuery = { namespace: '', labelSelector: '', fieldSelector: '', sinceVersion: 0 };
const workflow = (name: string): Workflow => ({ metadata: { name }, spec: {} });
const added = (uid: string, version: number): StatusChange => ({
  kind: 'added',
  uid,
  version,
  workflow: workflow(uid),
});
const modified = (uid: string, version: number): StatusChange => ({
  kind: 'modified',
  uid,
  version,
  patch: { metadata: {}, status: { startedAt: null, finishedAt: null } },
  nodes: [],
});
const bookmark = (version: number): StatusChange => ({ kind: 'bookmark', version });

/** Each connection tells its changes and is cut; the last one ends the test. */
async function told(
  connections: StatusChange[][],
  start: WatchQuery = query,
): Promise<{ changes: string[]; opened: number[] }> {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const opened: number[] = [];
  const open = async function* (asked: WatchQuery): AsyncIterable<StatusChange> {
    const changes = connections[opened.length];
    opened.push(asked.sinceVersion);
    if (changes === undefined) {
      stop.abort();
      return;
    }
    yield* changes;
    throw new ApiError('unavailable', 'cut');
  };
  const changes: string[] = [];
  const done = (async () => {
    for await (const change of resumedWatch(open, start, clock, stop.signal)) {
      changes.push(
        change.kind === 'bookmark'
          ? `bookmark ${change.version}`
          : `${change.kind} ${change.uid} ${change.version}`,
      );
    }
  })();
  await clock.run(() => stop.signal.aborted);
  await done;
  return { changes, opened };
}

test('a cut watch goes on after the last version it told', async () => {
  const { changes, opened } = await told([
    [added('a', 3), bookmark(5), modified('a', 6)],
    [modified('a', 9)],
  ]);
  assert.deepEqual(changes, ['added a 3', 'bookmark 5', 'modified a 6', 'modified a 9']);
  assert.deepEqual(opened, [0, 6, 9]);
});

test('cut while it tells what is there, it starts over and repeats nothing', async () => {
  const { changes, opened } = await told([
    [added('a', 3), added('b', 4)],
    [added('a', 3), added('b', 7), added('c', 1), bookmark(8)],
    [modified('c', 9)],
  ]);
  assert.deepEqual(changes, [
    'added a 3',
    'added b 4',
    'added b 7',
    'added c 1',
    'bookmark 8',
    'modified c 9',
  ]);
  assert.deepEqual(opened, [0, 0, 8, 9]);
});

test('what was deleted between two tries is told', async () => {
  const { changes } = await told([
    [added('a', 3), added('b', 4)],
    [added('b', 4), bookmark(8)],
  ]);
  assert.deepEqual(changes, ['added a 3', 'added b 4', 'deleted a 3', 'bookmark 8']);
});

test('any other error ends the watch', async () => {
  const open = async function* (): AsyncIterable<StatusChange> {
    yield added('a', 1);
    throw new ApiError('invalid_argument', 'fieldSelector: no');
  };
  const watch = resumedWatch(open, query, new VirtualClock(), new AbortController().signal);
  await assert.rejects(async () => {
    for await (const _change of watch);
  }, /fieldSelector/);
});
