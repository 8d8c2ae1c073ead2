import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import type { ContainerTask } from '@tiphys/engine';
import { RuntimeError } from '@tiphys/runtime';
import { type SimulatedFaults, SimulatedHost, SimulatedRuntime } from '@tiphys/runtime/simulated';
import { discardAttempts } from './discard-attempts.ts';

const never = new AbortController().signal;

function hostOf(faults: SimulatedFaults): {
  clock: VirtualClock;
  host: SimulatedHost;
  runtime: SimulatedRuntime;
} {
  const clock = new VirtualClock();
  const script = () => ({ durationMs: Number.POSITIVE_INFINITY, exitCode: 0 });
  const host = new SimulatedHost({ clock, script, seed: '1' });
  return { clock, host, runtime: new SimulatedRuntime(host, faults) };
}

async function start(runtime: SimulatedRuntime, agentId: string, nodeId: string): Promise<void> {
  const workflow = { uid: 'u', namespace: 'default', name: 'wf' };
  const task = { image: 'busybox', command: [], args: [], env: [] } as unknown as ContainerTask;
  await runtime.start({ agentId, attempt: { workflow, nodeId, attempt: 0 }, task, traceparent: '' }, never);
}

/** Lets time pass until the promise has settled. */
async function settled(clock: VirtualClock, promise: Promise<unknown>): Promise<unknown> {
  let end: { error: unknown } | undefined;
  promise.then(
    () => {
      end = { error: undefined };
    },
    (error: unknown) => {
      end = { error };
    },
  );
  await clock.run(() => end !== undefined, 3_600_000);
  return end?.error;
}

test('all of an agent goes, also what the engine refuses at first and what was being made', async () => {
  let refusals = 3;
  const { clock, host, runtime } = hostOf({
    atRemove: async ({ nodeId }) => {
      if (nodeId !== 'busy' || refusals === 0) return;
      refusals -= 1;
      if (refusals === 1) await start(runtime, 'a', 'late');
      throw new RuntimeError('engine_failed', 'device or resource busy');
    },
  });
  for (const nodeId of ['quick', 'busy']) await start(runtime, 'a', nodeId);
  await start(runtime, 'b', 'of another agent');
  host.claimHolders.add('u');
  assert.equal(await settled(clock, discardAttempts(runtime, 'a', clock)), undefined);
  assert.deepEqual(
    host.containers.map(({ order }) => order.attempt.nodeId),
    ['of another agent'],
  );
  assert.equal(host.claimHolders.size, 0);
});

test('what cannot be removed is told by name, with the reason', async () => {
  const { clock, runtime } = hostOf({
    atRemove: () => Promise.reject(new RuntimeError('engine_failed', 'device or resource busy')),
  });
  await start(runtime, 'a', 'busy');
  const error = await settled(clock, discardAttempts(runtime, 'a', clock));
  assert.match(String(error), /not removed: busy_0_u \(device or resource busy\)/);
});
