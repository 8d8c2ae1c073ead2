import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatusReader, WatchQuery } from './status-reader.ts';
import { World } from './testing/api-world.ts';
import { watchWorkflows } from './watch-workflows.ts';

const everything: WatchQuery = { namespace: 'argo', labelSelector: '', fieldSelector: '', sinceVersion: 0 };

interface Seen {
  lines: string[];
  objects: string[];
  stop(): void;
}

/** A watch, and what it tells: `MODIFIED wf Running`. */
function watching(world: World, query = everything, status: StatusReader = world.status): Seen {
  const stop = new AbortController();
  const seen: Seen = { lines: [], objects: [], stop: () => stop.abort() };
  void (async () => {
    for await (const { type, object } of watchWorkflows({ ...world.ports, status }, query, stop.signal)) {
      const nodes = Object.values(object.status?.nodes ?? {}).map(({ phase }) => phase);
      seen.lines.push(`${type} ${object.metadata.name} ${object.status?.phase} [${nodes}]`);
      seen.objects.push(JSON.stringify(object));
    }
  })();
  return seen;
}

test('what is there, and what changes, each as a whole object that is as a read gives it', async () => {
  const world = new World();
  const first = await world.running('first');
  const seen = watching(world);
  await world.pass(1);
  assert.deepEqual(seen.lines, ['ADDED first Running [Pending]']);
  const second = await world.running('second');
  await world.claim(first);
  const read = await world.status.get({ uid: first.metadata.uid ?? '' }, 0);
  assert.equal(seen.objects.at(-1), JSON.stringify(read?.workflow));
  await world.finish(first);
  await world.delete(second);
  await world.pass(1);
  assert.deepEqual(seen.lines, [
    'ADDED first Running [Pending]',
    'ADDED second Running [Pending]',
    'MODIFIED first Running [Running]',
    'MODIFIED first Succeeded [Succeeded]',
    'DELETED second Running []',
  ]);
  await world.delete(first);
  await world.pass(1);
  assert.equal(seen.lines.at(-1), 'DELETED first Succeeded []', 'of one that has ended too');
  seen.stop();
});

test('from a version on: of what was there before, the first change is read whole', async () => {
  const world = new World();
  const workflow = await world.running();
  const since = await world.broker.history.latestVersion();
  await world.claim(workflow);
  const seen = watching(world, { ...everything, sinceVersion: since });
  await world.pass(1);
  assert.deepEqual(seen.lines, ['MODIFIED wf Running [Running]']);
  await world.finish(workflow);
  await world.pass(1);
  assert.deepEqual(seen.lines.slice(1), ['MODIFIED wf Succeeded [Succeeded]']);
  seen.stop();
});

test('what was read newer than the change is told once, and not before older changes of others', async () => {
  const world = new World();
  const first = await world.running('first');
  const second = await world.running('second');
  const since = await world.broker.history.latestVersion();
  await world.claim(first);
  await world.claim(second);
  await world.finish(second);
  await world.finish(first);
  // All changes are there before the watch begins: the read at the first one finds the last.
  const seen = watching(world, { ...everything, sinceVersion: since });
  await world.pass(1);
  assert.deepEqual(seen.lines, [
    'MODIFIED second Succeeded [Succeeded]',
    'MODIFIED first Succeeded [Succeeded]',
  ]);
  const versions = seen.objects.map((object) => Number(JSON.parse(object).metadata.resourceVersion));
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => a - b),
  );
  seen.stop();
});

test('a read that the database has lost the change of is made again', async () => {
  const world = new World();
  const workflow = await world.running();
  const since = await world.broker.history.latestVersion();
  const old = await world.status.get({ uid: workflow.metadata.uid ?? '' }, 0);
  await world.claim(workflow);
  let reads = 0;
  const status: StatusReader = {
    archive: world.status.archive,
    get: async (key, minVersion) => {
      reads += 1;
      return reads < 3 ? old : world.status.get(key, minVersion);
    },
    list: (query) => world.status.list(query),
    watch: (query, signal) => world.status.watch(query, signal),
  };
  const seen = watching(world, { ...everything, sinceVersion: since }, status);
  await world.pass(1_000);
  assert.deepEqual([reads, seen.lines], [3, ['MODIFIED wf Running [Running]']]);
  seen.stop();
});

test('a change of a workflow that is gone by the time it is read is left out; its deletion is told', async () => {
  const world = new World();
  const workflow = await world.running();
  const since = await world.broker.history.latestVersion();
  await world.claim(workflow);
  await world.delete(workflow);
  const seen = watching(world, { ...everything, sinceVersion: since });
  await world.pass(1);
  assert.deepEqual(seen.lines, ['DELETED wf Running []']);
  seen.stop();
});

test('the watch behind it ends with it, and its error is passed on', async () => {
  const world = new World();
  const seen = watching(world);
  await world.pass(1);
  assert.equal(world.status.watches, 1);
  seen.stop();
  await world.pass(1);
  assert.equal(world.status.watches, 0);
  const query = { ...everything, fieldSelector: 'spec.x=1' };
  const watch = watchWorkflows(world.ports, query, new AbortController().signal)[Symbol.asyncIterator]();
  await assert.rejects(watch.next(), { code: 'invalid_argument' });
});
