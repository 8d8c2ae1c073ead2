import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { VirtualClock } from '@tiphys/clock';
import type { ProbeTarget } from './probe-action.ts';
import { runHook } from './run-hook.ts';
import { type HealthProbes, watchHealth } from './watch-health.ts';

/** What comes of probes whose commands end with these codes, one after the other; the last is repeated. */
async function watched(probes: HealthProbes, codes: Record<string, number[]>, limitMs = 100_000) {
  const clock = new VirtualClock();
  const began = clock.now();
  const stop = new AbortController();
  const asked: string[] = [];
  const target: ProbeTarget = {
    address: async () => undefined,
    ports: [],
    exec: async ([name = '']) => {
      asked.push(`${name} ${(clock.now() - began) / 1000}`);
      const left = codes[name] ?? [];
      return left.length > 1 ? (left.shift() ?? 0) : (left[0] ?? 0);
    },
  };
  let end: { killedFor?: string | undefined; at: number } | undefined;
  const done = watchHealth(probes, { target, clock, since: began }, stop.signal).then(
    (fault) => (end = { killedFor: fault?.kind, at: (clock.now() - began) / 1000 }),
    () => undefined,
  );
  while (end === undefined && clock.now() - began < limitMs) {
    for (let turns = 0; turns < 20; turns += 1) await turn();
    if (end === undefined) clock.fireNext();
  }
  stop.abort();
  await done;
  return { asked, ...end };
}

const probe = (name: string, rest: object = {}) => ({ exec: { command: [name] }, ...rest });

test('a container is killed when it has not lived three times in a row', async () => {
  const livenessProbe = probe('live', { periodSeconds: 2, initialDelaySeconds: 5 });
  assert.deepEqual(await watched({ livenessProbe }, { live: [0, 1, 1, 0, 1] }), {
    asked: ['live 5', 'live 7', 'live 9', 'live 11', 'live 13', 'live 15', 'live 17'],
    killedFor: 'liveness',
    at: 17,
  });
});

test('it is asked for ever while it lives, every ten seconds', async () => {
  const { asked, ...end } = await watched({ livenessProbe: probe('live') }, {}, 95_000);
  assert.deepEqual(asked.slice(0, 3), ['live 0', 'live 10', 'live 20']);
  assert.ok(asked.length >= 10);
  assert.deepEqual(end, {});
});

test('until it has started nobody asks whether it lives', async () => {
  const probes = {
    startupProbe: probe('start', { periodSeconds: 1, failureThreshold: 5 }),
    livenessProbe: probe('live', { periodSeconds: 1, failureThreshold: 1 }),
  };
  const { asked, killedFor } = await watched(probes, { start: [1, 1, 0], live: [0, 1] });
  assert.deepEqual(asked, ['start 0', 'start 1', 'start 2', 'live 2', 'live 3']);
  assert.equal(killedFor, 'liveness');
  const late = { ...probes, livenessProbe: probe('live', { initialDelaySeconds: 4, failureThreshold: 1 }) };
  const { asked: since } = await watched(late, { start: [1, 1, 0], live: [1] });
  assert.deepEqual(since.at(-1), 'live 4', 'a delay is counted from the start of the container');
  const never = await watched(probes, { start: [1] });
  assert.deepEqual([never.killedFor, never.at, never.asked.length], ['startup', 4, 5]);
});

test('without probes there is nothing to be killed for', async () => {
  assert.deepEqual(await watched({}, {}), { asked: [], killedFor: undefined, at: 0 });
});

test('a hook: a command that fails, a sleep, and nothing', async () => {
  const clock = new VirtualClock();
  const target = (code: number): ProbeTarget => ({
    address: async () => undefined,
    ports: [],
    exec: async () => code,
  });
  const never = new AbortController().signal;
  await assert.rejects(runHook({ exec: { command: ['x'] } }, target(3), clock, never), /exit code 3/);
  await runHook({ exec: { command: ['x'] } }, target(0), clock, never);
  await runHook({}, target(3), clock, never);
  let slept = false;
  const done = runHook({ sleep: { seconds: 7 } }, target(0), clock, never).then(() => (slept = true));
  await clock.run(() => slept);
  await done;
  assert.equal(clock.now() % 7_000, 0);
});
