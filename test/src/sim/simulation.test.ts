import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GuaranteeBroken, simulate } from './simulation.ts';

const SEEDS = 500;

test(`the guarantees hold in ${SEEDS} runs with crashes and a rough network`, async () => {
  let crashes = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    try {
      crashes += (await simulate(seed)).crashes;
    } catch (error) {
      const story = error instanceof GuaranteeBroken ? error.log.join('\n') : '';
      throw new Error(`seed ${seed}: ${(error as Error).message}\n${story}`, { cause: error });
    }
  }
  assert.ok(crashes > SEEDS, `only ${crashes} crashes`);
});

test('the same seed is the same run', async () => {
  const [first, second] = [await simulate(7), await simulate(7)];
  assert.deepEqual(second, first);
});
