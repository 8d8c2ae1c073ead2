import { type CaseResult, type Part, skipped } from './case-result.ts';
import type { Corpus } from './corpus.ts';
import { runExpressions } from './expressions.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { runLint } from './lint.ts';
import type { Options } from './options.ts';
import { runTraces } from './traces.ts';
import { runWorkflows, type WorkflowsOptions } from './workflows/run-workflows.ts';

/** The parts that were asked for, one after the other; results come as they are known. */
export async function* runCorpus(
  whole: Corpus,
  { parts, filter, ...options }: Pick<Options, 'parts' | 'filter' | 'runtime' | 'budgetSeconds'>,
): AsyncGenerator<CaseResult> {
  const corpus = whole.only(filter);
  for (const part of parts) {
    for await (const result of runPart(part, corpus, options)) yield asKnown(result);
  }
}

async function* runPart(part: Part, corpus: Corpus, options: WorkflowsOptions): AsyncGenerator<CaseResult> {
  switch (part) {
    case 'lint':
      yield* runLint(corpus);
      return;
    case 'expressions':
      yield* runExpressions(corpus);
      return;
    case 'traces':
      yield* runTraces(corpus);
      return;
    case 'workflows':
      yield* runWorkflows(corpus, options);
      return;
  }
}

/** A difference that is meant is no failure. */
function asKnown(result: CaseResult): CaseResult {
  if (result.outcome.status !== 'failed') return result;
  const { expected, actual } = result.outcome;
  const known = KNOWN_DIFFERENCES.find(
    ({ part, says }) => part === result.part && says.test(`${expected}\n${actual}`),
  );
  return known === undefined ? result : { ...result, outcome: skipped(`differs: ${known.reason}`) };
}
