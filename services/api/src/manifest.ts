import { decodeWorkflow, formatPath, type Problem, type Workflow } from '@tiphys/spec';
import { validateWorkflow } from '@tiphys/validation';
import { ApiError } from './errors.ts';

/** Manifests are small and trees are large: nodes do not count here. */
const MAX_MANIFEST_BYTES = 2 * 1024 * 1024;
/** What is named of a long list of problems; the rest is counted. */
const MAX_PROBLEMS_NAMED = 20;

/**
 * Reads and validates what a client sent.
 *
 * @param json the manifest as Argo's JSON.
 * @param options.submit it is to run, and needs a name and values for its arguments; false for lint.
 * @throws ApiError invalid_argument, naming each problem with its path.
 */
export function readManifest(json: unknown, options: { submit: boolean }): Workflow {
  const size = JSON.stringify(json)?.length ?? 0;
  if (size > MAX_MANIFEST_BYTES) {
    throw new ApiError(
      'invalid_argument',
      `the manifest has ${size} characters, at most ${MAX_MANIFEST_BYTES} are taken`,
    );
  }
  const decoded = decodeWorkflow(json);
  if (!decoded.ok) throw refusal(decoded.problems);
  const { errors } = validateWorkflow(decoded.workflow, options);
  if (errors.length > 0) throw refusal(errors);
  return decoded.workflow;
}

function refusal(problems: readonly Problem[]): ApiError {
  const named = problems
    .slice(0, MAX_PROBLEMS_NAMED)
    .map(({ path, message }) => (path.length === 0 ? message : `${formatPath(path)}: ${message}`));
  const rest = problems.length - named.length;
  if (rest > 0) named.push(`and ${rest} more`);
  return new ApiError('invalid_argument', named.join('\n'));
}
