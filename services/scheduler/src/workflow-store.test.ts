import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, newDraft, type Transition } from '@tiphys/engine';
import { workflow } from '@tiphys/engine/testing';
import type { WorkflowRef } from '@tiphys/event-log';
import { World } from './testing/scheduler-world.ts';
import { WorkflowStore } from './workflow-store.ts';

const main = { name: 'main', dag: { tasks: [{ name: 'a', template: 'leaf' }] } };

function refOf(uid: string): WorkflowRef {
  return { uid, namespace: 'default', name: uid };
}

/** The first transition of a workflow, appended. */
async function created(world: World, uid: string): Promise<number> {
  const { command, id } = world.creation(refOf(uid), workflow({ templates: [main] }));
  const result = decide(newDraft(), { id, at: 1, command });
  assert.ok(result.ok && result.transition !== undefined);
  return world.broker.history.append(refOf(uid), result.transition, 0);
}

async function appended(world: World, uid: string, after: number, events: Transition['events']) {
  const transition = { commandId: `after-${after}`, at: 2, events, agenda: [] };
  return world.broker.history.append(refOf(uid), transition, after);
}

test('keeps the workflows that were used last, and reads the others anew', async () => {
  const world = new World();
  for (const uid of ['a', 'b', 'c']) await created(world, uid);
  const store = new WorkflowStore(world.broker.connect('s').history, 2);
  const a = await store.load(refOf('a'));
  await store.load(refOf('b'));
  assert.equal(await store.load(refOf('a')), a);
  await store.load(refOf('c'));
  assert.equal(world.script.count('s', 'history.read'), 3);
  assert.equal(await store.load(refOf('a')), a, 'b was used longest ago');
  await store.load(refOf('b'));
  assert.equal(world.script.count('s', 'history.read'), 4);
});

test('what is dropped is read anew', async () => {
  const world = new World();
  const version = await created(world, 'a');
  const store = new WorkflowStore(world.broker.history, 2);
  const before = await store.load(refOf('a'));
  assert.deepEqual(
    [before.version, before.draft.phase, before.recentCommandIds.has('create-a')],
    [version, 'Running', true],
  );
  const next = await appended(world, 'a', version, [{ type: 'shutdownRequested', strategy: 'Stop' }]);
  assert.equal((await store.load(refOf('a'))).version, version, 'nobody looks unasked');
  store.drop('a');
  const after = await store.load(refOf('a'));
  assert.deepEqual([after.version, after.draft.shutdown], [next, 'Stop']);
  assert.ok(after.recentCommandIds.has('create-a') && after.recentCommandIds.has(`after-${version}`));
});

test('catches up with what is newer, once', async () => {
  const world = new World();
  const version = await created(world, 'a');
  const store = new WorkflowStore(world.broker.history, 2);
  const loaded = await store.load(refOf('a'));
  assert.equal(await store.catchUp(loaded), false);
  await appended(world, 'a', version, [{ type: 'shutdownRequested', strategy: 'Stop' }]);
  assert.equal(await store.catchUp(loaded), true);
  assert.equal(loaded.draft.shutdown, 'Stop');
  assert.equal(await store.catchUp(loaded), false);
});

test('a workflow without history is empty, and one that could not be read is not kept', async () => {
  const world = new World();
  const store = new WorkflowStore(world.broker.connect('s').history, 2);
  world.script.on('s', 'history.read', () => ({ kind: 'lost', afterMs: 5 }));
  await assert.rejects(world.settle(store.load(refOf('a'))), { code: 'broker_unavailable' });
  assert.equal((await store.load(refOf('a'))).version, 0);
  assert.equal(world.script.count('s', 'history.read'), 2);
});

test('of a deleted workflow there is its last transition, which speaks of nodes that nobody knows', async () => {
  const world = new World();
  const version = await created(world, 'a');
  const last = await appended(world, 'a', version, [
    { type: 'attemptCancelRequested', nodeId: 'x', attempt: 0, pool: 'p', agentId: 'g', message: 'deleted' },
    { type: 'workflowDeleted' },
  ]);
  await world.broker.history.purge('a');
  const { draft, version: found } = await new WorkflowStore(world.broker.history, 2).load(refOf('a'));
  assert.deepEqual([draft.deleted, draft.agenda, found], [true, [], last]);
});
