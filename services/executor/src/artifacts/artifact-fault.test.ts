import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArtifactError } from '@tiphys/artifacts';
import { VirtualClock } from '@tiphys/clock';
import { ObjectStoreError } from '@tiphys/object-store';
import { RuntimeError } from '@tiphys/runtime';
import { silentLogger } from '@tiphys/service-kit';
import type { ArtifactLocation } from '@tiphys/spec';
import { ArtifactFault, moving } from './artifact-fault.ts';

const builtIn: ArtifactLocation = { s3: { key: 'k' } };
const bucket: ArtifactLocation = { s3: { key: 'k', bucket: 'b' } };

/** Fails so often with an error, then succeeds. */
async function moved(location: ArtifactLocation, error: Error, failures: number) {
  const clock = new VirtualClock();
  let calls = 0;
  let end: { value?: string; error?: unknown } | undefined;
  const run = async (): Promise<string> => {
    calls += 1;
    if (calls <= failures) throw error;
    return 'moved';
  };
  void moving({ clock, logger: silentLogger }, 'x', location, new AbortController().signal, run).then(
    (value) => (end = { value }),
    (thrown: unknown) => (end = { error: thrown }),
  );
  await clock.run(() => end !== undefined);
  return { calls, seconds: Math.round(clock.now() / 1000), ...end };
}

test('another store is asked five times, as Argo’s executor does', async () => {
  const away = new ObjectStoreError('store_unavailable', 'away');
  assert.deepEqual(await moved(bucket, away, 4), { calls: 5, seconds: 9, value: 'moved' });
  const { calls, error } = await moved(bucket, away, 5);
  assert.equal(calls, 5);
  assert.ok(error instanceof ArtifactFault && error.message === 'away' && !error.isMissing);
  const web = await moved({ http: { url: 'x' } }, new ArtifactError('artifact_unavailable', 'busy'), 9);
  assert.equal(web.calls, 5);
});

test('the built-in store, the container engine and the broker are waited for', async () => {
  const away = new ObjectStoreError('store_unavailable', 'away');
  assert.equal((await moved(builtIn, away, 50)).value, 'moved');
  const engine = new RuntimeError('engine_unavailable', 'no engine');
  assert.equal((await moved(bucket, engine, 50)).value, 'moved');
});

test('what stays wrong is a fault at last; what is wrong is one at once', async () => {
  const damaged = await moved(builtIn, new ObjectStoreError('object_changed', 'damaged'), 9);
  assert.equal(damaged.calls, 5);
  assert.ok(damaged.error instanceof ArtifactFault);
  const missing = await moved(builtIn, new ArtifactError('artifact_missing', 'none'), 9);
  assert.equal(missing.calls, 1);
  assert.ok(missing.error instanceof ArtifactFault && missing.error.isMissing);
  const other = new TypeError('a defect');
  assert.equal((await moved(builtIn, other, 9)).error, other);
});
