import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaf } from '@tiphys/engine/testing';
import { type CallOperation, type Faults, noFaults, randomFaults } from '@tiphys/event-log/memory';
import { type ScriptedRun, seededRandom } from '@tiphys/runtime/simulated';
import { assertClean, chain, logOf, pods, QUICK, textOf, withFleet } from './testing/fleet-checks.ts';
import { SimulatedFleet } from './testing/simulated-fleet.ts';

/** Counts an agent's calls, and kills it at one of them: before it takes place, or after. */
function killAt(
  target: number,
  isAfter: boolean,
  kill: () => void,
): { faults: Faults; calls: CallOperation[] } {
  const calls: CallOperation[] = [];
  const faults: Faults = {
    ...noFaults,
    call: ({ operation, connection }) => {
      // Heartbeats come by the clock, not by the work: their moments are those of the other calls.
      if (connection !== 'a' || operation.startsWith('agents.')) return { kind: 'none' };
      calls.push(operation);
      if (calls.length !== target) return { kind: 'none' };
      queueMicrotask(kill);
      return isAfter ? { kind: 'answerLost', afterMs: 1 } : { kind: 'lost', afterMs: 1 };
    },
  };
  return { faults, calls };
}

test('killed at any call to the broker, the agent comes back and everything ran once', async () => {
  let total = 1;
  for (let target = 1; target <= total; target += 1) {
    for (const isAfter of [false, true]) {
      let kill = (): void => undefined;
      const { faults, calls } = killAt(target, isAfter, () => kill());
      await withFleet(new SimulatedFleet(() => QUICK, { faults }), async (fleet) => {
        const first = fleet.start('a');
        let isDead = false;
        kill = () => {
          first.kill();
          isDead = true;
        };
        const made = chain(2);
        const { uid } = await fleet.scheduler.submit(made);
        await fleet.until('death or end', () => isDead || fleet.scheduler.isFinished(uid));
        fleet.start('a');
        const what = `${calls[target - 1]} (call ${target}, ${isAfter ? 'after' : 'before'})`;
        await fleet.until(`the workflow ends, killed at ${what}`, () => fleet.scheduler.isFinished(uid));
        await fleet.until(`all is clean, killed at ${what}`, () => {
          const { tasks, cancels } = fleet.broker.leftovers();
          return tasks + cancels + fleet.host('a').containers.length === 0;
        });
        assert.deepEqual(pods(fleet, uid), ['wf.t0 Succeeded', 'wf.t1 Succeeded'], what);
        assertClean(fleet, ['a']);
        const chunks = await logOf(fleet, uid);
        for (const { id, type } of fleet.scheduler.draft(uid).nodes.values()) {
          if (type === 'Pod') assert.equal(textOf(chunks, id), 'one\ntwo\nthree\n', what);
        }
        total = Math.max(total, calls.length);
      });
    }
  }
  assert.ok(total > 10, `only ${total} calls`);
});

test('killed before or after a start, the agent comes back and everything ran once', async () => {
  for (const moment of ['before', 'after']) {
    await withFleet(new SimulatedFleet(() => QUICK), async (fleet) => {
      let isDead = false;
      const first = fleet.start(
        'a',
        {},
        {
          atStart: async (now) => {
            if (now !== moment) return;
            first.kill();
            isDead = true;
            throw new Error('killed');
          },
        },
      );
      const { uid } = await fleet.scheduler.submit(chain(2));
      await fleet.until('death', () => isDead);
      fleet.start('a');
      await fleet.until('the workflow ends', () => fleet.scheduler.isFinished(uid));
      await fleet.until('clean', () => fleet.host('a').containers.length === 0);
      assert.deepEqual(pods(fleet, uid), ['wf.t0 Succeeded', 'wf.t1 Succeeded']);
      assertClean(fleet, ['a']);
    });
  }
});

test('on a rough network, with deaths at random, everything ends and runs once', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seededRandom(`rough-${seed}`);
    const rough = randomFaults(random);
    const faults: Faults = {
      call: (point) => (point.connection === 'scheduler' ? { kind: 'none' } : rough.call(point)),
      delivery: (point) => (point.connection === 'scheduler' ? { kind: 'none' } : rough.delivery(point)),
    };
    const script = (): ScriptedRun => ({
      ...QUICK,
      durationMs: Math.floor(random() * 5_000),
      exitCode: random() < 0.2 ? 1 : 0,
    });
    await withFleet(new SimulatedFleet(script, { faults, seed: String(seed) }), async (fleet) => {
      const lives = new Map(['a', 'b'].map((id) => [id, fleet.start(id)]));
      const refs = await Promise.all([
        fleet.scheduler.submit(chain(3, leaf, 'leaf')),
        fleet.scheduler.submit(chain(2)),
      ]);
      const isOver = (): boolean => refs.every(({ uid }) => fleet.scheduler.isFinished(uid));
      for (let deaths = 0; deaths < 4; deaths += 1) {
        await fleet.pass(Math.floor(random() * 8_000));
        const id = random() < 0.5 ? 'a' : 'b';
        lives.get(id)?.kill();
        await fleet.pass(Math.floor(random() * 3_000));
        lives.set(id, fleet.start(id));
      }
      await fleet.until(`seed ${seed}: the workflows end`, isOver);
      await fleet.until(`seed ${seed}: the hosts are clean`, () =>
        ['a', 'b'].every((id) => fleet.host(id).containers.length === 0),
      );
      assertClean(fleet, ['a', 'b']);
    });
  }
});

test('killed at any call, and all that it has begun removed by somebody: an Error, and nothing runs twice', async () => {
  let total = 1;
  let missed = 0;
  for (let target = 1; target <= total; target += 1) {
    for (const isAfter of [false, true]) {
      let kill = (): void => undefined;
      const { faults, calls } = killAt(target, isAfter, () => kill());
      await withFleet(new SimulatedFleet(() => QUICK, { faults }), async (fleet) => {
        const first = fleet.start('a');
        let isDead = false;
        kill = () => {
          first.kill();
          isDead = true;
        };
        const { uid } = await fleet.scheduler.submit(chain(2));
        await fleet.until('death or end', () => isDead || fleet.scheduler.isFinished(uid));
        for (const { order } of fleet.host('a').containers) fleet.host('a').remove(order.attempt);
        fleet.start('a');
        const what = `${calls[target - 1]} (call ${target}, ${isAfter ? 'after' : 'before'})`;
        await fleet.until(`the workflow ends, killed at ${what}`, () => fleet.scheduler.isFinished(uid));
        await fleet.until(`all is clean, killed at ${what}`, () => {
          const { tasks, cancels } = fleet.broker.leftovers();
          return tasks + cancels + fleet.host('a').containers.length === 0;
        });
        assertClean(fleet, ['a']);
        const gone = 'Error pod deleted: its container was removed while agent a was away';
        for (const line of pods(fleet, uid)) {
          assert.match(line, new RegExp(`^wf.t[01] (Succeeded|${gone}|Omitted.*)$`), what);
          if (line.endsWith(gone)) missed += 1;
        }
        total = Math.max(total, calls.length);
      });
    }
  }
  assert.ok(missed > 5, `only ${missed} containers were missed`);
});
