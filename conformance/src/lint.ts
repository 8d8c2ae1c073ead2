import {
  decodeWorkflow,
  decodeWorkflowTemplate,
  type Problem,
  parseYaml,
  resolveTemplates,
} from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { type CaseResult, compared, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, LintOracle, WorkflowRow } from './corpus.ts';
import { refusedOutcome } from './refusal.ts';
import { requiredTemplates, shelfOf, templatesIn } from './template-shelf.ts';

/** Lints each document of each manifest: valid or not, as Argo's validator says. */
export function runLint(corpus: Corpus): CaseResult[] {
  return corpus.rows.flatMap((row) => {
    const { documents } = parseYaml(corpus.text(row));
    return (row.lintOracle ?? []).map((oracle, index): CaseResult => {
      const id = index === 0 ? row.id : `${row.id}#${index}`;
      const kind = oracle.kind.replace(/^\*v1alpha1\./, '');
      return {
        part: 'lint',
        id,
        class: kind,
        features: row.features ?? [],
        outcome: linted(corpus, row, documents[index]?.value, { ...oracle, kind }),
      };
    });
  });
}

function linted(corpus: Corpus, row: WorkflowRow, value: unknown, oracle: LintOracle): Outcome {
  switch (oracle.kind) {
    case 'Workflow':
      return lintedWorkflow(corpus, row, value, oracle);
    case 'WorkflowTemplate':
    case 'ClusterWorkflowTemplate': {
      const decoded = decodeWorkflowTemplate(value, oracle.kind);
      if (!decoded.ok) return judged(decoded.problems, unreadable(oracle));
      return skipped(`${oracle.kind}: not yet`);
    }
    default:
      return skipped(`${oracle.kind}: not yet`);
  }
}

function lintedWorkflow(corpus: Corpus, row: WorkflowRow, value: unknown, oracle: LintOracle): Outcome {
  const decoded = decodeWorkflow(value);
  if (!decoded.ok) return judged(decoded.problems, unreadable(oracle));
  if (oracle.parseError) return compared(`unreadable: ${oracle.parseError}`, 'read');
  const shelf = shelfOf([...templatesIn(corpus, row.id), ...requiredTemplates(corpus, row)]);
  const { workflow, absent } = resolveTemplates(decoded.workflow, shelf);
  if (absent.length > 0) return skipped(`the corpus has no ${absent[0]?.kind} ${absent[0]?.name}`);
  for (const mode of ['create', 'lint'] as const) {
    const { errors } = validateWorkflow(workflow, { submit: mode === 'create' });
    const outcome = judged(errors.filter(isOfArgo), oracle[mode]);
    if (outcome.status !== 'passed') return outcome;
  }
  return passed;
}

/** What Argo said of a document that it could not read strictly. */
function unreadable({ parseError, lint }: LintOracle): string | null {
  return parseError ? String(parseError) : lint;
}

function judged(problems: readonly Problem[], theirs: string | null): Outcome {
  if ((problems.length === 0) === (theirs === null)) return passed;
  if (theirs === null) return refusedOutcome(problems, 'valid');
  return compared(theirs, 'valid');
}

/** Argo leaves the rules for metadata to the API server of Kubernetes, which the oracle did not ask. */
function isOfArgo({ path, message }: Problem): boolean {
  return path[0] !== 'metadata' || message.includes('63 characters long');
}
