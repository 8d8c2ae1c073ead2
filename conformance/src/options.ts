import { parseArgs } from 'node:util';
import { PARTS, type Part } from './case-result.ts';

export interface Options {
  /** A folder of the form of a corpus. */
  corpus: string;
  parts: readonly Part[];
  /** Only cases whose id has this text in it. */
  filter: string;
  runtime: 'docker' | 'simulated';
  /** Where all results go as JSON. */
  json: string | undefined;
  /** No workflow begins later than so many seconds after the first. */
  budgetSeconds: number | undefined;
}

export const USAGE = `usage: npm run conformance -- --corpus DIR [--only ${PARTS.join('|')}] [--filter TEXT]
  [--runtime docker|simulated] [--budget SECONDS] [--json FILE]`;

/** @throws Error with a line that says what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      only: { type: 'string', multiple: true },
      filter: { type: 'string', default: '' },
      runtime: { type: 'string', default: 'docker' },
      budget: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { corpus, only = PARTS, filter, runtime, budget, json } = values;
  if (corpus === undefined) throw new Error('--corpus is missing');
  for (const part of only) {
    if (!(PARTS as readonly string[]).includes(part)) {
      throw new Error(`--only ${part}: there are ${PARTS.join(', ')}`);
    }
  }
  if (runtime !== 'docker' && runtime !== 'simulated') {
    throw new Error(`--runtime ${runtime}: there are docker and simulated`);
  }
  const budgetSeconds = budget === undefined ? undefined : Number(budget);
  if (budgetSeconds !== undefined && !(budgetSeconds >= 0)) {
    throw new Error(`--budget ${budget}: it is a number of seconds`);
  }
  return { corpus, parts: PARTS.filter((part) => only.includes(part)), filter, runtime, json, budgetSeconds };
}
