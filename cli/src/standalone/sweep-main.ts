import { sweepRun } from './sweep-runs.ts';

/** What the watch over a run executes when the run was killed: `node sweep-main.ts DIRECTORY`. */
const [, , directory] = process.argv;
if (directory !== undefined) await sweepRun(directory, process.env, () => undefined);
