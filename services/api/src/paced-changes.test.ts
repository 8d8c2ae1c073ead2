import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import { pacedChanges } from './paced-changes.ts';
import type { StatusChange } from './status-reader.ts';

function node(id: string): NodeStatus {
  return { id, name: id, displayName: id, type: 'Pod', phase: 'Running', startedAt: null, finishedAt: null };
}

function added(uid: string, count: number): StatusChange {
  const nodes = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`n${index}`, node(`n${index}`)]),
  );
  const workflow: Workflow = {
    metadata: { uid },
    spec: {},
    status: { startedAt: null, finishedAt: null, nodes },
  };
  return { kind: 'added', uid, version: 1, workflow };
}

function modified(uid: string, version: number, finishedAt: string | null = null): StatusChange {
  const patch = { metadata: { uid }, status: { startedAt: null, finishedAt } };
  return { kind: 'modified', uid, version, patch, nodes: [{ node: node(`n${version}`), parentIds: ['n0'] }] };
}

/** Feeds changes at given times, and tells what came out when. */
async function paced(feed: readonly [at: number, change: StatusChange][]): Promise<string[]> {
  const clock = new VirtualClock();
  const source = async function* (): AsyncIterable<StatusChange> {
    for (const [at, change] of feed) {
      await clock.sleep(at - clock.now());
      yield change;
    }
  };
  const told: string[] = [];
  let done = false;
  const reading = (async () => {
    for await (const change of pacedChanges(source(), clock)) {
      const size = change.kind === 'modified' ? ` (${change.nodes.length})` : '';
      told.push(`${clock.now()}: ${change.kind} ${change.version}${size}`);
    }
    done = true;
  })();
  await clock.run(() => done);
  await reading;
  return told;
}

test('small workflows are told at every change', async () => {
  const told = await paced([
    [0, added('a', 3)],
    [1, modified('a', 2)],
    [2, modified('a', 3)],
  ]);
  assert.deepEqual(told, ['0: added 1', '1: modified 2 (1)', '2: modified 3 (1)']);
});

test('of a large workflow changes that come too fast become one, and the end comes at once', async () => {
  const told = await paced([
    [0, added('a', 1_000)],
    [10, modified('a', 2)],
    [20, modified('a', 3)],
    [400, modified('a', 4)],
    [500, modified('a', 5)],
    [520, modified('a', 6, '2026-11-24T00:00:00Z')],
  ]);
  assert.deepEqual(told, ['0: added 1', '250: modified 3 (2)', '501: modified 5 (2)', '520: modified 6 (1)']);
});

test('a bookmark never overtakes a change, nor does a deletion', async () => {
  const told = await paced([
    [0, added('a', 1_000)],
    [1, modified('a', 2)],
    [2, { kind: 'bookmark', version: 2 }],
    [3, modified('a', 3)],
    [4, { kind: 'deleted', uid: 'a', version: 4, workflow: { metadata: { uid: 'a' }, spec: {} } }],
  ]);
  assert.deepEqual(told, [
    '0: added 1',
    '2: modified 2 (1)',
    '2: bookmark 2',
    '4: modified 3 (1)',
    '4: deleted 4',
  ]);
});
