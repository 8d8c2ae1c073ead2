import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Suite } from './suite.ts';

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
