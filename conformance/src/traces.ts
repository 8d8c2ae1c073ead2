import { replayTrace } from '@tiphys/engine/testing';
import { decodeWorkflow, resolveTemplates, type TemplateShelf, type Workflow } from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { type CaseResult, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, TraceRow } from './corpus.ts';
import { refusedOutcome } from './refusal.ts';
import { shelvesOf } from './template-shelf.ts';

/**
 * Replays what the real controller was recorded to do on the engine, with simulated outcomes: the same nodes, with
 * type, phase, message and children, after each look at the workflow.
 */
export function runTraces(corpus: Corpus): CaseResult[] {
  return corpus.traces.map((row) => {
    const source = corpus.row(row.corpusId ?? '');
    return {
      part: 'traces',
      id: row.id,
      class: row.fresh && row.setPodsOnly ? 'replayable' : 'not replayable',
      features: source?.features ?? [],
      outcome: traced(corpus, row),
    };
  });
}

function traced(corpus: Corpus, row: TraceRow): Outcome {
  if (!row.fresh) return skipped('it begins in the middle of a workflow, with a status that the test made');
  if (!row.setPodsOnly) return skipped('the test changes more than the outcome of pods');
  const decoded = decodeWorkflow({ metadata: row.metadata, spec: row.spec });
  if (!decoded.ok) {
    const refusal = refusedOutcome(decoded.problems, 'the same nodes');
    return endsInvalid(row) && refusal.status === 'skipped' ? passed : refusal;
  }
  // Several rows may have a template that this one needs; the recording had one of them.
  const outcomes = shelvesOf(corpus, corpus.row(row.corpusId ?? '')).map((library) => {
    const { workflow, absent } = resolveTemplates(decoded.workflow, library);
    return endsInvalid(row)
      ? refusedAtSubmission(workflow, library, absent.length > 0)
      : replayed(workflow, row);
  });
  return outcomes.find(({ status }) => status === 'passed') ?? outcomes[0] ?? passed;
}

function replayed(workflow: Workflow, { steps }: TraceRow): Outcome {
  const differences = replayTrace(workflow, steps);
  if (differences.length === 0) return passed;
  return { status: 'failed', expected: 'the same nodes', actual: differences.join('; ') };
}

/** Argo's controller finds out when it starts a workflow what is refused here before it begins. */
function endsInvalid({ steps }: TraceRow): boolean {
  const [first] = steps;
  return first?.op === 'operate' && first.phase !== 'Running' && Object.keys(first.nodes ?? {}).length === 0;
}

function refusedAtSubmission(workflow: Workflow, library: TemplateShelf, lacksTemplates: boolean): Outcome {
  const { errors } = validateWorkflow(workflow, { submit: true, library });
  if (lacksTemplates || errors.length > 0) return passed;
  return { status: 'failed', expected: 'an invalid spec', actual: 'valid' };
}
