import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyTransition, emptyState } from './apply.ts';
import type { WorkflowCommand } from './commands.ts';
import { runRandomly } from './testing/random/random-run.ts';
import { runSeed, startSeed } from './testing/random/seed-run.ts';
import { seededRandom } from './testing/seeded-random.ts';

/** More of them: `npm run sim -- --only engine --seeds 100000`. */
const WORKFLOWS = 1200;

test(`${WORKFLOWS} random workflows with random outcomes keep the invariants, and replay to the same state`, () => {
  const ends = new Map<string, number>();
  let deleted = 0;
  for (let seed = 1; seed <= WORKFLOWS; seed += 1) {
    named(seed, () => {
      const scenario = runSeed(seed);
      const { phase, deleted: isDeleted } = scenario.state;
      ends.set(phase, (ends.get(phase) ?? 0) + 1);
      if (isDeleted) deleted += 1;
      assert.deepEqual(scenario.replayed(), scenario.state);
    });
  }
  for (const phase of ['Succeeded', 'Failed', 'Error']) {
    assert.ok((ends.get(phase) ?? 0) > WORKFLOWS / 100, `too few end ${phase}: ${JSON.stringify([...ends])}`);
  }
  assert.ok(deleted > WORKFLOWS / 100, `only ${deleted} are deleted`);
});

test('every prefix of a history replays to the state that was live then', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const random = seededRandom(seed);
    const scenario = startSeed(random, seed);
    const draft = emptyState();
    let applied = 0;
    const onStep = (): void => {
      for (; applied < scenario.history.length; applied += 1) {
        const transition = scenario.history[applied];
        if (transition !== undefined) applyTransition(draft, structuredClone(transition));
      }
      assert.deepEqual(draft, scenario.draft, `seed ${seed}, transition ${applied}`);
    };
    onStep();
    runRandomly(scenario, random, { people: true, onStep });
  }
});

test('a command that has been carried out changes nothing the second time', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    named(seed, () => {
      const random = seededRandom(seed);
      const scenario = startSeed(random, seed);
      const onAccepted = (command: WorkflowCommand): void => {
        const before = scenario.history.length;
        scenario.repeat(structuredClone(command));
        assert.equal(scenario.history.length, before, `${JSON.stringify(command)} is carried out twice`);
      };
      runRandomly(scenario, random, { people: true, onAccepted });
    });
  }
});

function named(seed: number, run: () => void): void {
  try {
    run();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}: ${message}`, { cause: error });
  }
}
