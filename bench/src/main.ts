import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';

/** One measured figure; printed as a line of JSON. */
export interface Measurement {
  suite: string;
  name: string;
  value: number;
  /** UCUM: `ms`, `/s`, `1`. */
  unit: string;
  /** How many runs the median is of. */
  runs: number;
  min: number;
  max: number;
  [detail: string]: string | number;
}

export type Suite = (report: (measurement: Omit<Measurement, 'suite'>) => void) => Promise<void>;

const SUITES: ReadonlyMap<string, () => Promise<Suite>> = new Map([
  ['engine', async () => (await import('./engine.ts')).engineSuite],
  ['chain', async () => (await import('./chain.ts')).chainSuite],
  ['fanout', async () => (await import('./fanout.ts')).fanoutSuite],
]);

const { values } = parseArgs({ options: { suite: { type: 'string' } } });
const names = values.suite === undefined ? [...SUITES.keys()] : [values.suite];
for (const name of names) {
  const load = SUITES.get(name);
  if (load === undefined) {
    console.error(`no suite ${name}; there are ${[...SUITES.keys()].join(', ')}`);
    process.exit(2);
  }
  const suite = await load();
  await suite((measurement) => {
    console.log(JSON.stringify({ suite: name, ...measurement, load: Number(loadavg()[0]?.toFixed(2)) }));
  });
}
