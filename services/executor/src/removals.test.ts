import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { type AttemptContainer, RuntimeError } from '@tiphys/runtime';
import { silentLogger } from '@tiphys/service-kit';
import { Removals } from './removals.ts';

/** One that the engine removes at the so many-th try. */
function stuck(tries: number): { container: AttemptContainer; calls: () => number } {
  let calls = 0;
  const remove = async (): Promise<void> => {
    calls += 1;
    if (calls < tries) throw new RuntimeError('engine_failed', 'device or resource busy');
  };
  const attempt = { workflow: { uid: 'u', namespace: 'default', name: 'wf' }, nodeId: 'n', attempt: 0 };
  return { container: { attempt, remove } as unknown as AttemptContainer, calls: () => calls };
}

test('what the engine does not remove at once, whatever it says, is tried again until it is gone', async () => {
  const clock = new VirtualClock();
  const removals = new Removals({ clock, logger: silentLogger });
  const { container, calls } = stuck(5);
  await removals.remove(container);
  assert.equal(calls(), 1, 'whoever asks does not wait for the others');
  await clock.run(() => calls() === 5, 10_000);
  assert.equal(calls(), 5);
  await clock.run(() => false, 200_000);
  assert.equal(calls(), 5);
  await removals.stop();
});

test('a stop ends the tries, and a container that is done with is still tried once', async () => {
  const clock = new VirtualClock();
  const removals = new Removals({ clock, logger: silentLogger });
  const early = stuck(5);
  await removals.remove(early.container);
  await removals.stop();
  assert.equal(early.calls(), 1);
  const late = stuck(1);
  await removals.remove(late.container);
  assert.equal(late.calls(), 1);
});
