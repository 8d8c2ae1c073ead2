import {
  decodeWorkflow,
  decodeWorkflowTemplate,
  formatPath,
  type Problem,
  problemText,
  type TemplateKind,
  type TemplateLibrary,
  type Workflow,
  type WorkflowTemplate,
} from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { ApiError } from './errors.ts';

/** Manifests are small and trees are large: nodes do not count here. */
const MAX_MANIFEST_BYTES = 2 * 1024 * 1024;
/** What is named of a long list of problems; the rest is counted. */
const MAX_PROBLEMS_NAMED = 20;

/**
 * Reads what a client sent.
 *
 * @param json the manifest as Argo's JSON.
 * @throws ApiError invalid_argument, naming each problem with its path.
 */
export function decodeManifest(json: unknown): Workflow {
  checkSize(json);
  const decoded = decodeWorkflow(json);
  if (!decoded.ok) throw refusal(decoded.problems);
  return decoded.workflow;
}

/** The same for a WorkflowTemplate or ClusterWorkflowTemplate. */
export function decodeTemplate(json: unknown, kind: TemplateKind): WorkflowTemplate {
  checkSize(json);
  const decoded = decodeWorkflowTemplate(json, kind);
  if (!decoded.ok) throw refusal(decoded.problems);
  return decoded.template;
}

/**
 * @param library the WorkflowTemplates that it may refer to.
 * @param options.submit it is to run, and needs a name and values for its arguments; false for lint.
 * @throws ApiError invalid_argument, naming each problem with its path.
 */
export function checkManifest(
  manifest: Workflow,
  library: TemplateLibrary,
  { submit }: { submit: boolean },
): void {
  const { errors } = validateWorkflow(manifest, { submit, library });
  if (errors.length > 0) throw refusal(errors);
}

function checkSize(json: unknown): void {
  const size = JSON.stringify(json)?.length ?? 0;
  if (size <= MAX_MANIFEST_BYTES) return;
  throw new ApiError(
    'invalid_argument',
    `the manifest has ${size} characters, at most ${MAX_MANIFEST_BYTES} are taken`,
  );
}

export function refusal(problems: readonly Problem[]): ApiError {
  const named = problems
    .slice(0, MAX_PROBLEMS_NAMED)
    .map((problem) =>
      problem.path.length === 0
        ? problemText(problem)
        : `${formatPath(problem.path)}: ${problemText(problem)}`,
    );
  const rest = problems.length - named.length;
  if (rest > 0) named.push(`and ${rest} more`);
  return new ApiError('invalid_argument', named.join('\n'));
}
