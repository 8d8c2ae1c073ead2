import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calmRun, crashEverywhere } from './crash-sweep.ts';
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

/** Small runs only: larger ones are `npm run sim -- --everywhere`. */
const MOST_PLACES = 800;
const SWEPT = 25;

test(`the guarantees hold wherever one process crashes, in the small ones of ${SWEPT} runs`, async () => {
  let tried = 0;
  for (let seed = 1; seed <= SWEPT; seed += 1) {
    if ((await calmRun(seed)).places.length > MOST_PLACES) continue;
    const sweep = await crashEverywhere(seed);
    tried += sweep.tried;
    const [first] = sweep.broken;
    if (first === undefined) continue;
    const where = `seed ${seed}, ${first.process} crashes ${first.place} (place ${first.number})`;
    throw new Error(`${where}: ${first.error.message}\n${first.error.log.join('\n')}`, {
      cause: first.error,
    });
  }
  assert.ok(tried > 500, `only ${tried} crashes`);
});

test('the same seed is the same run', async () => {
  const [first, second] = [await simulate(7), await simulate(7)];
  assert.deepEqual(second, first);
});
