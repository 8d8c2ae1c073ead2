import { expectedOfRecorded, outcomeOfRecorded } from '@tiphys/expression/testing';
import { type CaseResult, compared } from './case-result.ts';
import type { Corpus } from './corpus.ts';

/** Evaluates each recorded template or condition; result or error have to be those of Argo. */
export function runExpressions(corpus: Corpus): CaseResult[] {
  return corpus.expressions.map((recorded) => ({
    part: 'expressions',
    id: recorded.id,
    class: recorded.op,
    features: recorded.features ?? [],
    outcome: compared(
      JSON.stringify(expectedOfRecorded(recorded)),
      JSON.stringify(outcomeOfRecorded(recorded)),
    ),
  }));
}
