import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { MemoryResourceStore } from '@tiphys/resource-store/memory';
import { silentLogger } from '@tiphys/service-kit';
import { ResourceView } from './resource-view.ts';

function viewOf(resources: MemoryResourceStore) {
  const clock = new VirtualClock(0);
  const view = new ResourceView({ resources, clock, logger: silentLogger });
  const end = new AbortController();
  return { clock, view, end, run: () => view.run(end.signal) };
}

function body(data: Record<string, string>): string {
  return JSON.stringify({ metadata: {}, data });
}

const KEY = { kind: 'ConfigMap', namespace: 'argo', name: 'a' } as const;

test('sees what was there, what changes, and what goes', async () => {
  const store = new MemoryResourceStore();
  const revision = (await store.create(KEY, body({ k: '1' }))) ?? 0;
  const { view, run, end } = viewOf(store);
  assert.equal(view.configMap('argo', 'a'), undefined);
  const running = run();
  await view.reached(revision);
  assert.equal(view.configMap('argo', 'a')?.get('k'), '1');
  assert.equal(view.configMap('other', 'a'), undefined);
  assert.equal(view.configMap('argo', 'a')?.get('__proto__'), undefined);
  await store.update(KEY, body({ k: '2' }), revision);
  await view.reached(await store.lastRevision());
  assert.equal(view.configMap('argo', 'a')?.get('k'), '2');
  await store.delete(KEY);
  await view.reached(await store.lastRevision());
  assert.equal(view.configMap('argo', 'a'), undefined);
  end.abort();
  await running;
});

test('one that cannot be read is none, and the next write mends it', async () => {
  const store = new MemoryResourceStore();
  const { view, run, end } = viewOf(store);
  const running = run();
  const revision = (await store.create(KEY, '{')) ?? 0;
  await view.reached(revision);
  assert.equal(view.configMap('argo', 'a'), undefined);
  await store.update(KEY, body({ k: '1' }), revision);
  assert.equal(view.configMap('argo', 'a')?.get('k'), '1');
  end.abort();
  await running;
});

test('what is set later is waited for; what a store that was replaced had is not', async () => {
  const store = new MemoryResourceStore();
  const { clock, view, run, end } = viewOf(store);
  let reached = false;
  const waiting = view.reached(0).then(() => {
    reached = true;
  });
  assert.equal(await clock.run(() => reached, 60_000), false, 'before the first look nothing is known');
  const running = run();
  await waiting;
  let gaveUp = false;
  const never = view.reached(1_000).then(() => {
    gaveUp = true;
  });
  assert.equal(await clock.run(() => gaveUp, 120_000), true);
  await never;
  end.abort();
  await running;
});
