import { parseArgs } from 'node:util';
import { crashEverywhere } from './crash-sweep.ts';
import { GuaranteeBroken, simulate } from './simulation.ts';

/**
 * `npm run sim -- --seeds N [--seed S]`: N runs from seed S on (1); exit code 1 where a guarantee is broken.
 * `--everywhere`: for each seed not one run with random faults, but one with a crash at each place there is.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string' },
    seed: { type: 'string' },
    verbose: { type: 'boolean' },
    everywhere: { type: 'boolean' },
  },
});
const first = wholeNumber('seed', values.seed ?? '1');
const count = wholeNumber('seeds', values.seeds ?? (values.seed === undefined ? '100' : '1'));
const begin = performance.now();
const totals = { workflows: 0, transitions: 0, crashes: 0 };
let failed = 0;
for (let seed = first; seed < first + count; seed += 1) {
  if (values.everywhere) {
    const { tried, broken } = await crashEverywhere(seed);
    totals.crashes += tried;
    if (broken.length > 0) failed += 1;
    for (const { process, place, number, error } of broken) {
      console.log(`seed ${seed}: ${process} crashes ${place} (place ${number}): ${error.message}`);
      if (values.verbose) console.log(error.log.join('\n'));
    }
    continue;
  }
  try {
    const result = await simulate(seed);
    totals.workflows += result.workflows;
    totals.transitions += result.transitions;
    totals.crashes += result.crashes;
    if (values.verbose) console.log(result.log.join('\n'));
  } catch (error) {
    failed += 1;
    console.log(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof GuaranteeBroken) console.log(error.log.join('\n'));
    if (error instanceof Error && error.cause instanceof Error) console.log(error.cause.stack);
    console.log(`again: npm run sim -- --seed ${seed}`);
  }
}
const seconds = ((performance.now() - begin) / 1000).toFixed(1);
console.log(
  `${totals.workflows} workflows, ${totals.transitions} transitions, ${totals.crashes} crashes in ${seconds} s`,
);
console.log(`${count - failed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name} must be a whole number, not ${text}`);
  process.exit(2);
}
