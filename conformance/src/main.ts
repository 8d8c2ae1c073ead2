import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CaseResult } from './case-result.ts';
import { Corpus } from './corpus.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { failureLine, tables, total } from './report.ts';
import { runCorpus } from './run-corpus.ts';

/** `npm run conformance`: runs what can be run of a corpus; exit code 1 where something fails, 2 for a wrong command. */
async function main(options: Options): Promise<number> {
  const results: CaseResult[] = [];
  for await (const result of runCorpus(Corpus.read(resolve(options.corpus)), options)) {
    results.push(result);
    const line = failureLine(result);
    if (line !== undefined) console.log(line);
  }
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 1)}\n`);
  console.log(['', ...tables(results), '', total(results)].join('\n'));
  return results.some(({ outcome }) => outcome.status === 'failed') ? 1 : 0;
}

function optionsOrExit(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(2);
  }
}

const options = optionsOrExit();
try {
  process.exitCode = await main(options);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
