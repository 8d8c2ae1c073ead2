import { finishedWorkflow, withTiphys } from './installation.ts';
import { summary } from './statistics.ts';
import type { Suite } from './suite.ts';
import { fanout } from './workflows.ts';

const TASKS = 1_000;
const RUNS = 3;

/** A thousand tasks side by side, simulated containers: how fast the services hand out and take back. */
export const fanoutSuite: Suite = async (report) => {
  const rates: number[] = [];
  await withTiphys('simulated', async (client) => {
    for (let run = 0; run < RUNS; run += 1) {
      const begin = performance.now();
      await finishedWorkflow(client, fanout(TASKS, 'none'));
      rates.push(TASKS / ((performance.now() - begin) / 1000));
    }
  });
  report({ name: 'simulated: tasks', unit: '/s', ...summary(rates), tasks: TASKS });
};
