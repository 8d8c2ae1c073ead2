import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  type Problem,
  type TemplateKind,
  type TemplateShelf,
} from '@tiphys/spec';
import { validateCronWorkflow, validateWorkflow, validateWorkflowTemplate } from '@tiphys/validation';
import { type CaseResult, compared, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, LintOracle, WorkflowRow } from './corpus.ts';
import { refusedOutcome } from './refusal.ts';
import { shelvesOf } from './template-shelf.ts';

/** Lints each document of each manifest: valid or not, as Argo's validator says. */
export function runLint(corpus: Corpus): CaseResult[] {
  return corpus.rows.flatMap((row) => {
    const documents = corpus.manifests(row);
    return (row.lintOracle ?? []).map((oracle, index): CaseResult => {
      const id = index === 0 ? row.id : `${row.id}#${index}`;
      const kind = oracle.kind.replace(/^\*v1alpha1\./, '');
      return {
        part: 'lint',
        id,
        class: kind,
        features: row.features ?? [],
        outcome: linted(corpus, row, documents[index], { ...oracle, kind }),
      };
    });
  });
}

type Validate = (options: { submit: boolean; library: TemplateShelf }) => { errors: Problem[] };

function linted(corpus: Corpus, row: WorkflowRow, value: unknown, oracle: LintOracle): Outcome {
  const read = readOf(oracle.kind, value);
  if (read === undefined) return skipped(`there is no ${oracle.kind} here`);
  if (!read.ok) return judged(read.problems, oracle.parseError ? String(oracle.parseError) : oracle.lint);
  if (oracle.parseError) return compared(`unreadable: ${oracle.parseError}`, 'read');
  // Several rows may have a template that this one needs; the recording had one of them.
  const outcomes = shelvesOf(corpus, row).map((library) => validated(read.validate, library, oracle));
  return outcomes.find(({ status }) => status === 'passed') ?? outcomes[0] ?? passed;
}

function validated(validate: Validate, library: TemplateShelf, oracle: LintOracle): Outcome {
  for (const mode of ['create', 'lint'] as const) {
    const { errors } = validate({ submit: mode === 'create', library });
    const outcome = judged(errors.filter(isOfArgo), oracle[mode]);
    if (outcome.status !== 'passed') return outcome;
  }
  return passed;
}

type Read = { ok: false; problems: Problem[] } | { ok: true; validate: Validate };

/** Undefined: a kind that nobody reads. */
function readOf(kind: string, value: unknown): Read | undefined {
  switch (kind) {
    case 'Workflow': {
      const decoded = decodeWorkflow(value);
      if (!decoded.ok) return decoded;
      return { ok: true, validate: (options) => validateWorkflow(decoded.workflow, options) };
    }
    case 'WorkflowTemplate':
    case 'ClusterWorkflowTemplate': {
      const decoded = decodeWorkflowTemplate(value, kind satisfies TemplateKind);
      if (!decoded.ok) return decoded;
      return { ok: true, validate: (options) => validateWorkflowTemplate(decoded.template, kind, options) };
    }
    case 'CronWorkflow': {
      const decoded = decodeCronWorkflow(value);
      if (!decoded.ok) return decoded;
      return { ok: true, validate: (options) => validateCronWorkflow(decoded.cronWorkflow, options) };
    }
    default:
      return undefined;
  }
}

function judged(problems: readonly Problem[], theirs: string | null): Outcome {
  if ((problems.length === 0) === (theirs === null)) return passed;
  if (theirs === null) return refusedOutcome(problems, 'valid');
  return compared(theirs, 'valid');
}

/** Argo leaves the rules for metadata to the API server of Kubernetes, which the oracle did not ask. */
function isOfArgo({ path, message }: Problem): boolean {
  return path[0] !== 'metadata' || /characters long/.test(message);
}
