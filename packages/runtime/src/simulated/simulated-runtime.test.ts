import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VirtualClock } from '@tiphys/clock';
import { systemClock } from '@tiphys/clock/system';
import { attemptKey } from '../attempt-key.ts';
import type { StartOrder } from '../runtime.ts';
import { RuntimeError } from '../runtime-error.ts';
import { type Program, runtimeSuite } from '../testing/runtime-suite.ts';
import { type ScriptedRun, seededRandom } from './scripted-run.ts';
import { SimulatedHost } from './simulated-host.ts';
import { SimulatedRuntime } from './simulated-runtime.ts';

const up = [{ afterMs: 0, stream: 1, text: 'up\n' }] as const;
const RUNS = new Map<string, ScriptedRun>([
  ['hello', { durationMs: 1, exitCode: 0, output: [{ afterMs: 0, stream: 1, text: 'hello\n' }] }],
  [
    'failures',
    { durationMs: 1, exitCode: 0, output: [{ afterMs: 0, stream: 1, text: '[{"phase":"Failed"}]' }] },
  ],
  ['script', { durationMs: 1, exitCode: 0, output: [{ afterMs: 0, stream: 1, text: 'script\n' }] }],
  ['fail', { durationMs: 1, exitCode: 3, output: [{ afterMs: 0, stream: 2, text: 'bad\n' }] }],
  [
    'mixed',
    {
      durationMs: 4,
      exitCode: 0,
      output: [
        { afterMs: 0, stream: 1, text: 'a\n' },
        { afterMs: 1, stream: 2, text: 'b\n' },
        { afterMs: 2, stream: 1, text: 'c' },
      ],
    },
  ],
  ['forever', { durationMs: Number.POSITIVE_INFINITY, exitCode: 0, output: up }],
  ['stubborn', { durationMs: Number.POSITIVE_INFINITY, exitCode: 0, output: up, ignoresTerm: true }],
  [
    'files',
    {
      durationMs: 0,
      exitCode: 0,
      files: new Map([
        ['/tmp/text', 'text\n'],
        ['/tmp/large', '\0'.repeat(1000)],
      ]),
    },
  ],
]);

runtimeSuite('simulated', () => {
  const host = new SimulatedHost({
    clock: systemClock,
    seed: '1',
    script: (_attempt, { image }) =>
      RUNS.get(image) ??
      new RuntimeError(
        'command_not_found',
        'main: Error (exit code 64): failed to find name in PATH: exec: "no-such-command": executable file not found in $PATH',
      ),
  });
  return {
    open: () => new SimulatedRuntime(host),
    task: (program: Program) => ({ image: program, command: [], args: [] }),
    file: (name) => `/tmp/${name}`,
    place: '/tmp/placed',
  };
});

const order: StartOrder = {
  agentId: 'a',
  attempt: { workflow: { uid: 'u', namespace: 'd', name: 'w' }, nodeId: 'w', attempt: 0 },
  traceparent: '',
  task: {
    nodeName: 'w',
    podName: 'w',
    templateName: 't',
    image: 'x',
    command: [],
    args: [],
    env: [],
    outputFiles: [],
    includeResult: false,
  },
};
const never = new AbortController().signal;

test('a start that fails after the fact has happened once, and the next one finds it', async () => {
  const clock = new VirtualClock();
  const host = new SimulatedHost({ clock, seed: '1', script: () => ({ durationMs: 1000, exitCode: 0 }) });
  const crashing = new SimulatedRuntime(host, {
    atStart: async (moment) => {
      if (moment === 'after') throw new Error('the agent died');
    },
  });
  await assert.rejects(crashing.start(order, never), /the agent died/);
  const container = await new SimulatedRuntime(host).start(order, never);
  let exit: { exitCode: number } | undefined;
  void container.exited(never).then((end) => {
    exit = end;
  });
  assert.ok(await clock.run(() => exit !== undefined));
  assert.equal(clock.now(), 1000);
  assert.equal(host.starts.get(attemptKey(order.attempt)), 1);
});

test('a power cut ends what runs', async () => {
  const clock = new VirtualClock();
  const host = new SimulatedHost({ clock, seed: '1', script: () => ({ durationMs: 1000, exitCode: 0 }) });
  const container = await new SimulatedRuntime(host).start(order, never);
  host.crash();
  assert.equal((await container.exited(never)).exitCode, 137);
});

test('randomness repeats with its seed', () => {
  const draw = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 5 }, random);
  };
  assert.deepEqual(draw('a'), draw('a'));
  assert.notDeepEqual(draw('a'), draw('b'));
  assert.ok(draw('a').every((value) => value >= 0 && value < 1));
});
