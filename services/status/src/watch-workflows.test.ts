import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeChange } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';
import { World } from './testing/status-under-test.ts';
import { BOOKMARK_EVERY_MS } from './watch-workflows.ts';

test('without a version: what is there, a bookmark, then what comes', async () => {
  const world = new World();
  const status = world.status();
  await world.writer.create('a');
  await world.writer.create('b');
  await world.writer.task('a', 't');
  await world.projected(status);
  const watch = status.watch(0);
  await world.until(() => watch.bookmarks.length === 1, 'the bookmark');
  assert.deepEqual(watch.lines, ['ADDED b@2', 'ADDED a@3']);
  assert.deepEqual(watch.bookmarks, [3]);
  await world.writer.change('a', 't', 'Running');
  await world.writer.create('c');
  await world.writer.delete('b');
  await world.until(() => watch.version === world.writer.version, 'the rest');
  assert.deepEqual(watch.lines.slice(2), ['MODIFIED a@4', 'ADDED c@5', 'DELETED b@6']);
  world.stop();
});

test('added is whole, modified merges to the whole, deleted has the manifest', async () => {
  const world = new World();
  const status = world.status();
  await world.writer.create('a');
  const watch = status.watch(1);
  await world.writer.create('b');
  for (const id of ['t1', 't2']) await world.writer.task('b', id);
  await world.writer.change('b', 't1', 'Succeeded');
  await world.writer.delete('b');
  await world.until(() => watch.version === world.writer.version, 'all told');
  let merged: Workflow | undefined;
  for (const event of watch.told) {
    if (event.kind === 'added') merged = event.workflow;
    if (event.kind === 'modified') merged = mergeChange(merged!, event);
  }
  assert.deepEqual(merged?.status?.nodes?.b?.children, ['t1', 't2']);
  assert.equal(merged?.status?.nodes?.b?.progress, '1/2');
  assert.equal(merged?.status?.progress, '1/2');
  assert.equal(merged?.metadata.resourceVersion, '5');
  const deleted = watch.told.at(-1);
  assert.ok(deleted?.kind === 'deleted');
  assert.equal(deleted.workflow.spec.entrypoint, 'main');
  assert.equal(deleted.workflow.status?.nodes, undefined);
  world.stop();
});

test('entering the selectors is ADDED, leaving them DELETED', async () => {
  const world = new World();
  const status = world.status();
  await world.writer.create('x');
  const running = status.watch(1, { fields: 'status.phase=Running' });
  const completed = status.watch(1, { labels: 'workflows.argoproj.io/completed=true' });
  const named = status.watch(1, { fields: 'metadata.name=b' });
  await world.writer.create('a');
  await world.writer.create('b');
  await world.writer.finish('a', 'Failed');
  await world.writer.delete('a');
  await world.writer.finish('b', 'Succeeded');
  await world.until(() => named.version === world.writer.version, 'all told');
  await world.until(() => completed.lines.length === 3, 'all told');
  assert.deepEqual(running.lines, ['ADDED a@2', 'ADDED b@3', 'DELETED a@4', 'DELETED b@6']);
  assert.deepEqual(completed.lines, ['ADDED a@4', 'DELETED a@5', 'ADDED b@6']);
  assert.deepEqual(named.lines, ['ADDED b@3', 'MODIFIED b@6']);
  world.stop();
});

test('bookmarks keep an idle connection alive, and one that sees others pass', async () => {
  const world = new World();
  const status = world.status();
  await world.writer.create('a');
  const idle = status.watch(1, { fields: 'metadata.name=nobody' });
  const start = world.clock.now();
  await world.until(() => idle.bookmarks.length === 2, 'two bookmarks');
  assert.equal(world.clock.now() - start, 2 * BOOKMARK_EVERY_MS);
  for (let index = 0; index < 40; index += 1) {
    await world.clock.run(() => false, world.clock.now());
    world.clock.setTimer(1000, () => void world.writer.task('a', `t${index}`));
    await world.until(() => status.hub.latest === index + 2, 'one more');
  }
  assert.deepEqual(idle.lines, []);
  assert.ok(idle.bookmarks.length >= 4, `${idle.bookmarks}`);
  assert.ok((idle.bookmarks.at(-1) ?? 0) > 20);
  world.stop();
});

test('a version that the history has not come to is refused', async () => {
  const world = new World();
  const status = world.status();
  await world.writer.create('a');
  await world.projected(status);
  const watch = status.watch(1000);
  await world.until(() => watch.ended, 'refused');
  assert.equal((watch.error as { code?: string }).code, 'version_gone');
  world.stop();
});

test('a selector that cannot be read is refused', async () => {
  const world = new World();
  const watch = world.status().watch(0, { labels: 'a in' });
  await world.until(() => watch.ended, 'refused');
  assert.equal((watch.error as { code?: string }).code, 'invalid_selector');
  world.stop();
});

test('an end of the history is told though its beginning is purged', async () => {
  const world = new World({ ring: 1 });
  const status = world.status();
  await world.writer.create('a');
  await world.writer.create('b');
  await world.projected(status);
  const watch = status.watch(0);
  await world.until(() => watch.bookmarks.length === 1, 'the bookmark');
  watch.cut();
  await world.writer.task('a', 't');
  await world.writer.delete('a');
  await world.writer.create('c');
  await world.broker.history.purge('uid-a');
  await world.store.reset();
  const restarted = world.status();
  await world.projected(restarted);
  const resumed = restarted.watch(watch.version, { labels: '!x' });
  await world.until(() => resumed.version === world.writer.version, 'all told');
  assert.deepEqual(resumed.lines, ['DELETED a@4', 'ADDED c@5']);
  world.stop();
});
