import {
  decodeCronWorkflow,
  decodeWorkflow,
  decodeWorkflowTemplate,
  type Problem,
  problemText,
  type TemplateKind,
  type TemplateShelf,
} from '@tiphys/spec';
import { validateCronWorkflow, validateWorkflow, validateWorkflowTemplate } from '@tiphys/validation';
import { type CaseResult, compared, type Outcome, passed, skipped } from './case-result.ts';
import type { Corpus, LintOracle, WorkflowRow } from './corpus.ts';
import { isMeant, refusedOutcome } from './refusal.ts';
import { says } from './said.ts';
import { refusedTemplates, shelvesOf } from './template-shelf.ts';
import { fieldsOf } from './workflows/fields.ts';

/** Lints each document of each manifest: valid or not, and why, in the words of Argo's validator. */
export function runLint(corpus: Corpus): CaseResult[] {
  return corpus.rows.flatMap((row) => {
    // ConfigMaps and Secrets are not Argo's: nothing is said of them.
    const documents = corpus.manifests(row).filter((value) => fieldsOf(value)?.apiVersion !== 'v1');
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
  const refused = refusedTemplates(corpus, row);
  const outcomes = shelvesOf(corpus, row).map((library) =>
    validated(read.validate, library, refused, oracle),
  );
  return outcomes.find(({ status }) => status === 'passed') ?? outcomes[0] ?? passed;
}

function validated(
  validate: Validate,
  library: TemplateShelf,
  refused: ReadonlySet<string>,
  oracle: LintOracle,
): Outcome {
  for (const mode of ['create', 'lint'] as const) {
    const { errors } = validate({ submit: mode === 'create', library });
    const found = errors.filter(isOfArgo);
    const missing = oracle[mode] === null ? found.find((problem) => refersTo(problem, refused)) : undefined;
    if (missing !== undefined) return skipped(`refers to a template that is refused: ${missing.message}`);
    const outcome = judged(found, oracle[mode]);
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

/** The same verdict; and where it is an error, the same one in the same words. */
function judged(problems: readonly Problem[], theirs: string | null): Outcome {
  if (theirs === null) return problems.length === 0 ? passed : refusedOutcome(problems, 'valid');
  if (problems.length === 0) return compared(theirs, 'valid');
  if (says(problems, theirs)) return passed;
  // A document may be refused here before anybody looks for what Argo found.
  if (problems.every(isMeant)) return refusedOutcome(problems, theirs);
  return compared(theirs, problems.map(problemText).join('\n'));
}

function refersTo({ message }: Problem, templates: ReadonlySet<string>): boolean {
  const name = /template reference (\S+)\.\S+ not found$/.exec(message)?.[1];
  return name !== undefined && templates.has(name);
}

/** Argo leaves the rules for metadata to the API server of Kubernetes, which the oracle did not ask. */
function isOfArgo({ path, message }: Problem): boolean {
  return path[0] !== 'metadata' || /characters long/.test(message);
}
