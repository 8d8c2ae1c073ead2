import { replayTrace } from '@tiphys/engine/testing';
import { decodeWorkflow, formatPath } from '@tiphys/spec';
import { type CaseResult, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, TraceRow } from './corpus.ts';

/**
 * Replays what the real controller was recorded to do on the engine, with simulated outcomes: the same nodes, with
 * type, phase, message and children, after each look at the workflow.
 */
export function runTraces(corpus: Corpus): CaseResult[] {
  return corpus.traces.map((row) => ({
    part: 'traces',
    id: row.id,
    class: row.fresh && row.setPodsOnly ? 'replayable' : 'not replayable',
    features: [],
    outcome: replayed(row),
  }));
}

function replayed(row: TraceRow): Outcome {
  if (!row.fresh) return skipped('it begins in the middle of a workflow, with a status that the test made');
  if (!row.setPodsOnly) return skipped('the test changes more than the outcome of pods');
  const decoded = decodeWorkflow({ metadata: row.metadata, spec: row.spec });
  if (!decoded.ok) {
    const [first] = decoded.problems;
    return skipped(
      `refused: ${formatPath(first?.path ?? []).replaceAll(/\[\d+\]/g, '[]')}: ${first?.message}`,
    );
  }
  const differences = replayTrace(decoded.workflow, row.steps);
  if (differences.length === 0) return passed;
  return { status: 'failed', expected: 'the same nodes', actual: differences.join('; ') };
}
