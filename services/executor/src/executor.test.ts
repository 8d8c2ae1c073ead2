import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaf } from '@tiphys/engine/testing';
import { type Faults, noFaults } from '@tiphys/event-log/memory';
import { RuntimeError } from '@tiphys/runtime';
import type { ScriptedRun } from '@tiphys/runtime/simulated';
import { nodeId, type Template } from '@tiphys/spec';
import { AgentReplacedError } from './heartbeat.ts';
import {
  assertClean,
  chain,
  ENDLESS,
  logOf,
  pods,
  QUICK,
  textOf,
  withFleet,
} from './testing/fleet-checks.ts';
import { SimulatedFleet } from './testing/simulated-fleet.ts';

test('tasks become containers, containers become outputs and logs', () =>
  withFleet(
    new SimulatedFleet(() => ({ ...QUICK, files: new Map([['/tmp/out', 'a value\n']]) })),
    async (fleet) => {
      const template: Template = {
        name: 'say',
        container: { image: 'busybox', command: ['say'] },
        outputs: { parameters: [{ name: 'out', valueFrom: { path: '/tmp/out' } }] },
      };
      const life = fleet.start('a');
      const made = chain(2, template);
      const { uid } = await fleet.scheduler.submit(made);
      await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
      const nodes = [...fleet.scheduler.draft(uid).nodes.values()].filter(({ type }) => type === 'Pod');
      for (const { id, phase, outputs, hostNodeName } of nodes) {
        assert.equal(phase, 'Succeeded');
        assert.equal(hostNodeName, 'host-of-a');
        assert.equal(outputs?.exitCode, '0');
        assert.equal(outputs?.parameters?.[0]?.value, 'a value');
        assert.equal(textOf(await logOf(fleet, uid), id), 'one\ntwo\nthree\n');
      }
      await fleet.until('the container is gone', () => life.executor.running === 0);
      assertClean(fleet, ['a']);
      assert.equal(fleet.broker.leftovers().tasks, 0);
    },
  ));

test('the result is what was written to standard output', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    fleet.start('a');
    const made = chain(1);
    const main = made.spec.templates?.[0] as Template;
    main.dag?.tasks.push({
      name: 'reader',
      template: 'read',
      dependencies: ['t0'],
      arguments: { parameters: [{ name: 'text', value: '{{tasks.t0.outputs.result}}' }] },
    });
    made.spec.templates?.push({
      name: 'read',
      inputs: { parameters: [{ name: 'text' }] },
      container: { image: 'busybox', command: ['echo', '{{inputs.parameters.text}}'] },
    });
    const { uid } = await fleet.scheduler.submit(made);
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
    const reader = [...fleet.scheduler.draft(uid).nodes.values()].find(
      ({ displayName }) => displayName === 'reader',
    );
    assert.deepEqual(reader?.inputs?.parameters, [{ name: 'text', value: 'one\nthree' }]);
  }));

const ENDINGS: [string, ScriptedRun | RuntimeError, string][] = [
  ['an exit code', { ...QUICK, exitCode: 3 }, 'Failed main: Error (exit code 3)'],
  ['out of memory', { ...QUICK, exitCode: 137, oomKilled: true }, 'Failed main: OOMKilled (exit code 137)'],
  ['killed', { ...QUICK, exitCode: 137 }, 'Failed main: Error (exit code 137)'],
  [
    'no such command',
    new RuntimeError(
      'command_not_found',
      'main: Error (exit code 64): failed to find name in PATH: exec: "x": executable file not found',
    ),
    'Failed main: Error (exit code 64): failed to find name in PATH: exec: "x": executable file not found',
  ],
  [
    'no such image',
    new RuntimeError('image_not_found', 'Pod failed before main container starts due to ErrImagePull: no'),
    'Error Pod failed before main container starts due to ErrImagePull: no',
  ],
];
const handlerId = nodeId('wf', 'wf.onExit');
for (const [what, ending, expected] of ENDINGS) {
  test(`${what}: the node says so, the handler runs, the workflow ends`, () =>
    withFleet(new SimulatedFleet(({ nodeId: id }) => (id === handlerId ? QUICK : ending)), async (fleet) => {
      const life = fleet.start('a');
      const made = chain(1, leaf, 'tidy');
      made.spec.templates?.push({ name: 'tidy', container: { image: 'busybox', command: ['true'] } });
      const { uid } = await fleet.scheduler.submit(made);
      await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
      const [main = '', handler = ''] = pods(fleet, uid);
      assert.equal(main, `wf.t0 ${expected}`);
      assert.equal(handler, 'wf.onExit Succeeded');
      await fleet.until('nothing runs', () => life.executor.running === 0);
      assertClean(fleet, ['a']);
    }));
}

test('an output that is not there is an error, a default is not', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    fleet.start('a');
    const template = (path: string, otherwise?: string): Template => ({
      name: 'say',
      container: { image: 'busybox', command: ['say'] },
      outputs: {
        parameters: [{ name: 'out', valueFrom: { path, ...(otherwise ? { default: otherwise } : {}) } }],
      },
    });
    const missing = await fleet.scheduler.submit(chain(1, template('/tmp/no')));
    const defaulted = await fleet.scheduler.submit(chain(1, template('/tmp/no', 'instead')));
    await fleet.until('both end', () =>
      [missing, defaulted].every(({ uid }) => fleet.scheduler.isFinished(uid)),
    );
    assert.deepEqual(pods(fleet, missing.uid), [
      'wf.t0 Error output parameter "out": open /tmp/no: no such file or directory',
    ]);
    assert.deepEqual(pods(fleet, defaulted.uid), ['wf.t0 Succeeded']);
  }));

test('no more run at the same time than there is room for', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    const life = fleet.start('a', { capacity: 2 });
    const made = chain(1);
    const tasks = Array.from({ length: 9 }, (_, index) => ({ name: `p${index}`, template: 'leaf' }));
    (made.spec.templates ?? [])[0] = { name: 'main', dag: { tasks } };
    const { uid } = await fleet.scheduler.submit(made);
    let most = 0;
    await fleet.until('the workflow ends', () => {
      most = Math.max(most, fleet.host('a').containers.filter(({ exit }) => exit === undefined).length);
      assert.ok(life.executor.running <= 2);
      return fleet.scheduler.isFinished(uid);
    });
    assert.equal(most, 2);
  }));

test('a killed agent that comes back goes on with what runs', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    const first = fleet.start('a');
    const { uid } = await fleet.scheduler.submit(chain(1));
    await fleet.until('it runs', () => fleet.host('a').containers.length === 1);
    await fleet.pass(500);
    first.kill();
    await fleet.pass(5_000);
    const second = fleet.start('a');
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
    const [node] = [...fleet.scheduler.draft(uid).nodes.values()].filter(({ type }) => type === 'Pod');
    assert.equal(textOf(await logOf(fleet, uid), node?.id ?? ''), 'one\ntwo\nthree\n');
    await fleet.until('the container is gone', () => second.executor.running === 0);
    assertClean(fleet, ['a']);
    assert.deepEqual(first.ended, { error: undefined });
  }));

test('a stopped agent leaves its containers for its next start', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    const first = fleet.start('a');
    const { uid } = await fleet.scheduler.submit(chain(2));
    await fleet.until('it runs', () => fleet.host('a').containers.length === 1);
    await first.stop();
    assert.equal(fleet.host('a').containers.length, 1);
    fleet.start('a');
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
    assert.deepEqual(pods(fleet, uid), ['wf.t0 Succeeded', 'wf.t1 Succeeded']);
  }));

test('an agent that drains takes nothing more and ends with what it has', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    const life = fleet.start('a');
    const { uid } = await fleet.scheduler.submit(chain(2));
    await fleet.until('it runs', () => fleet.host('a').containers.length === 1);
    let isDrained = false;
    void life.executor.drain(new AbortController().signal).then(() => {
      isDrained = true;
    });
    await fleet.until('it is empty', () => isDrained);
    await fleet.pass(60_000);
    assert.deepEqual(pods(fleet, uid), ['wf.t0 Succeeded', 'wf.t1 Pending']);
  }));

test('a second agent leaves alone what the first has claimed', () =>
  withFleet(new SimulatedFleet(() => ENDLESS), async (fleet) => {
    // Claimed, and dead before it started anything: the task comes again, to whoever asks.
    const first = fleet.start('a', {}, { atStart: () => new Promise(() => undefined) });
    const { uid } = await fleet.scheduler.submit(chain(1));
    await fleet.until('it is claimed', () => fleet.scheduler.claims.length === 1);
    first.kill();
    const second = fleet.start('b');
    await fleet.pass(120_000);
    assert.equal(fleet.host('b').starts.size, 0);
    assert.equal(second.executor.running, 0);
    await second.stop();
    fleet.start('a');
    await fleet.until('the first starts it', () => fleet.host('a').starts.size === 1);
    assert.equal(fleet.scheduler.isFinished(uid), false);
  }));

test('stop ends what runs: SIGTERM, grace, SIGKILL', () =>
  withFleet(new SimulatedFleet(() => ({ ...ENDLESS, ignoresTerm: true })), async (fleet) => {
    const life = fleet.start('a');
    const ref = await fleet.scheduler.submit(chain(2));
    await fleet.until('it runs', () => fleet.host('a').containers.length === 1);
    const stoppedAt = fleet.clock.now();
    await fleet.scheduler.command(ref, { type: 'terminateWorkflow' });
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(ref.uid));
    assert.ok(fleet.clock.now() - stoppedAt >= 30_000);
    await fleet.until('nothing runs', () => life.executor.running === 0);
    await fleet.until('the order is acked', () => fleet.broker.leftovers().cancels === 0);
    assertClean(fleet, ['a']);
  }));

test('a cancel of a claimed attempt whose agent died before the start is reported by its next life', () =>
  withFleet(new SimulatedFleet(() => ENDLESS), async (fleet) => {
    const first = fleet.start('a', {}, { atStart: () => new Promise(() => undefined) });
    const ref = await fleet.scheduler.submit(chain(1));
    await fleet.until('it is claimed', () => fleet.scheduler.claims.length === 1);
    first.kill();
    await fleet.scheduler.command(ref, { type: 'terminateWorkflow' });
    await fleet.pass(1_000);
    assert.equal(fleet.scheduler.isFinished(ref.uid), false);
    fleet.start('a');
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(ref.uid));
    assert.equal(fleet.host('a').starts.size, 0);
    await fleet.until('the queues are empty', () => {
      const { tasks, cancels } = fleet.broker.leftovers();
      return tasks === 0 && cancels === 0;
    });
  }));

test('a cancel while the image is being got calls the start off', () =>
  withFleet(new SimulatedFleet(() => ENDLESS), async (fleet) => {
    let isDown = true;
    fleet.start(
      'a',
      {},
      { problem: () => (isDown && fleet.scheduler.claims.length > 0 ? 'no engine' : undefined) },
    );
    const ref = await fleet.scheduler.submit(chain(1));
    await fleet.until('it is claimed', () => fleet.scheduler.claims.length === 1);
    await fleet.pass(5_000);
    await fleet.scheduler.command(ref, { type: 'terminateWorkflow' });
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(ref.uid));
    isDown = false;
    await fleet.pass(60_000);
    assert.equal(fleet.host('a').starts.size, 0);
  }));

test('a task whose image takes minutes stays with its agent', () => {
  const asking: string[] = [];
  const watching: Faults = {
    ...noFaults,
    call: ({ operation, connection }) => {
      if (operation === 'commands.request') asking.push(connection);
      return { kind: 'none' };
    },
  };
  return withFleet(new SimulatedFleet(() => QUICK, { faults: watching }), async (fleet) => {
    const pulling = async (moment: string): Promise<void> => {
      if (moment === 'before') await fleet.clock.sleep(300_000);
    };
    fleet.start('a', {}, { atStart: pulling });
    const { uid } = await fleet.scheduler.submit(chain(1));
    await fleet.until('it is claimed', () => fleet.scheduler.claims.length === 1);
    fleet.start('b');
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
    assert.deepEqual(pods(fleet, uid), ['wf.t0 Succeeded']);
    assert.deepEqual(asking, ['a', 'a']);
  });
});

test('an engine that is down is waited for, and readiness says so', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    let problem: string | undefined = 'the engine is down';
    const { executor } = fleet.start('a', {}, { problem: () => problem });
    const { uid } = await fleet.scheduler.submit(chain(1));
    await fleet.pass(60_000);
    const problems = () =>
      executor.checks.map((check) => check.problem()).filter((text) => text !== undefined);
    assert.deepEqual(problems(), ['the engine is down', 'looking for containers of before']);
    assert.equal(fleet.scheduler.claims.length, 0);
    problem = undefined;
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
    assert.deepEqual(problems(), []);
  }));

test('what an agent held that was called lost is stopped and removed when it is back', () => {
  let isCut = false;
  const cut: Faults = {
    ...noFaults,
    call: ({ connection }) =>
      isCut && connection === 'a' ? { kind: 'lost', afterMs: 1_000 } : { kind: 'none' },
  };
  return withFleet(new SimulatedFleet(() => ENDLESS, { faults: cut }), async (fleet) => {
    const life = fleet.start('a');
    const ref = await fleet.scheduler.submit(chain(1));
    await fleet.until('it runs', () => fleet.host('a').containers.length === 1);
    isCut = true;
    await fleet.pass(40_000);
    await fleet.scheduler.failLostAgent(ref, 'a');
    await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(ref.uid));
    assert.deepEqual(pods(fleet, ref.uid), ['wf.t0 Error agent a is lost: its heartbeats have stopped']);
    assert.equal(life.executor.running, 1);
    isCut = false;
    await fleet.until('the container is gone', () => life.executor.running === 0);
    assertClean(fleet, ['a']);
  });
});

test('a second process under the same name ends the first', () =>
  withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
    const first = fleet.start('a');
    await fleet.pass(60_000);
    const second = fleet.start('a');
    await fleet.until('the first has ended', () => first.ended !== undefined);
    assert.ok(first.ended?.error instanceof AgentReplacedError);
    await fleet.pass(600_000);
    assert.equal(second.ended, undefined);
  }));
