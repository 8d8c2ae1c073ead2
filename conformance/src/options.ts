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
}

export const USAGE = `usage: npm run conformance -- --corpus DIR [--only ${PARTS.join('|')}] [--filter TEXT]
  [--runtime docker|simulated] [--json FILE]`;

/** @throws Error with a line that says what is wrong. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      corpus: { type: 'string' },
      only: { type: 'string', multiple: true },
      filter: { type: 'string', default: '' },
      runtime: { type: 'string', default: 'docker' },
      json: { type: 'string' },
    },
  });
  const { corpus, only = PARTS, filter, runtime, json } = values;
  if (corpus === undefined) throw new Error('--corpus is missing');
  for (const part of only) {
    if (!(PARTS as readonly string[]).includes(part)) {
      throw new Error(`--only ${part}: there are ${PARTS.join(', ')}`);
    }
  }
  if (runtime !== 'docker' && runtime !== 'simulated') {
    throw new Error(`--runtime ${runtime}: there are docker and simulated`);
  }
  return { corpus, parts: PARTS.filter((part) => only.includes(part)), filter, runtime, json };
}
