import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import fc from 'fast-check';
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

test('no change overtakes an earlier one of another workflow, which a cut watch would never tell', async () => {
  const told = await paced([
    [0, added('large', 1_000)],
    [1, { ...added('small', 1), version: 2 }],
    [10, modified('large', 3)],
    [20, modified('small', 4)],
    [30, { ...added('new', 1), version: 5 }],
    [40, modified('new', 6)],
    [50, modified('small', 7, '2026-11-24T00:00:00Z')],
    [900, modified('large', 8)],
    [910, modified('large', 9)],
    [920, modified('new', 10)],
    [930, modified('large', 11)],
    [940, { kind: 'deleted', uid: 'new', version: 12, workflow: { metadata: { uid: 'new' }, spec: {} } }],
    [2_000, { kind: 'bookmark', version: 12 }],
  ]);
  assert.deepEqual(told, [
    '0: added 1',
    '1: added 2',
    '250: modified 3 (1)',
    '250: added 5',
    '250: modified 6 (1)',
    '250: modified 7 (2)',
    '900: modified 8 (1)',
    '930: modified 10 (1)',
    '1151: modified 11 (2)',
    '1151: deleted 12',
    '2000: bookmark 12',
  ]);
});

test('whatever comes: versions in order, every last version of a workflow is told', async () => {
  const uid = fc.constantFrom('a', 'b', 'c');
  const step = fc.record({ uid, wait: fc.nat(400), kind: fc.nat(9) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let at = 0;
      const feed = steps.map(({ uid, wait, kind }, index): [number, StatusChange] => {
        at += wait;
        if (kind === 0) return [at, { kind: 'bookmark', version: index + 1 }];
        if (kind <= 2) return [at, { ...added(uid, 1_000), version: index + 1 }];
        return [at, modified(uid, index + 1)];
      });
      const told = (await paced(feed)).map((line) => Number(line.split(' ')[2]));
      assert.deepEqual(
        told,
        [...new Set(told)].sort((a, b) => a - b),
      );
      for (const name of ['a', 'b', 'c']) {
        const last = feed.findLast(([, change]) => change.kind !== 'bookmark' && change.uid === name);
        if (last !== undefined) assert.ok(told.includes(last[1].version));
      }
    }),
    { numRuns: 50 },
  );
});
