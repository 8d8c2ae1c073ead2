import { decodeWorkflow, formatPath, type Problem, parseYaml } from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { type CaseResult, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, LintOracle, WorkflowRow } from './corpus.ts';

/** Lints each document of each manifest: valid or not, as Argo's validator says. */
export function runLint(corpus: Corpus): CaseResult[] {
  return corpus.rows.flatMap((row) => {
    const { documents } = parseYaml(corpus.text(row));
    return (row.lintOracle ?? []).map((oracle, index): CaseResult => {
      const id = index === 0 ? row.id : `${row.id}#${index}`;
      const value = documents[index]?.value;
      return {
        part: 'lint',
        id,
        class: oracle.kind,
        features: row.features ?? [],
        outcome: linted(row, value, oracle),
      };
    });
  });
}

function linted(_row: WorkflowRow, value: unknown, oracle: LintOracle): Outcome {
  if ((value as { kind?: string } | undefined)?.kind !== 'Workflow')
    return skipped(`${oracle.kind}: not yet`);
  const decoded = decodeWorkflow(value);
  if (!decoded.ok) return judged(decoded.problems, oracle.parseError ? 'it cannot be read' : oracle.lint);
  for (const mode of ['create', 'lint'] as const) {
    const { errors } = validateWorkflow(decoded.workflow, { submit: mode === 'create' });
    const outcome = judged(errors.filter(isOfArgo), oracle[mode]);
    if (outcome.status !== 'passed') return outcome;
  }
  return passed;
}

function judged(problems: readonly Problem[], theirs: string | null): Outcome {
  const [first] = problems;
  if ((first === undefined) === (theirs === null)) return passed;
  if (first !== undefined && /^needs Kubernetes/.test(first.message)) {
    return skipped(`refused: ${formatPath(first.path).replaceAll(/\[\d+\]/g, '[]')}: ${first.message}`);
  }
  return {
    status: 'failed',
    expected: theirs ?? 'valid',
    actual: first === undefined ? 'valid' : `${formatPath(first.path)}: ${first.message}`,
  };
}

/** Argo leaves the rules for metadata to the API server of Kubernetes, which the oracle did not ask. */
function isOfArgo({ path, message }: Problem): boolean {
  return path[0] !== 'metadata' || message.includes('63 characters long');
}
