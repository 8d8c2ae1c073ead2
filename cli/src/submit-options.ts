import type { Parameter, Workflow } from '@tiphys/spec';
import { parseYaml } from '@tiphys/spec';
import { CommandError, usageError } from './errors.ts';
import { readText } from './manifest-files.ts';

/** What the command line changes in a workflow before it is submitted. */
export interface SubmitOverrides {
  name?: string;
  generateName?: string;
  entrypoint?: string;
  /** `name=value`. */
  parameter?: string[];
  parameterFile?: string;
  /** `name=value,name=value`. */
  labels?: string;
  priority?: number;
  serviceaccount?: string;
  /** RFC 3339: `workflow.scheduledTime`. */
  scheduledTime?: string;
}

/** Where a workflow keeps the time for which it was meant (Argo's AnnotationKeyCronWfScheduledTime). */
const SCHEDULED_TIME = 'workflows.argoproj.io/scheduled-time';

/**
 * The annotations that the command line adds.
 *
 * @throws CommandError usage.
 */
export function addedAnnotations({ scheduledTime }: SubmitOverrides): Record<string, string> {
  if (!scheduledTime) return {};
  if (!/^\d{4}-\d\d-\d\dT/.test(scheduledTime) || Number.isNaN(Date.parse(scheduledTime))) {
    throw usageError(
      'scheduled-time contains invalid time.RFC3339 format. (e.g.: `2006-01-02T15:04:05-07:00`)',
    );
  }
  return { [SCHEDULED_TIME]: scheduledTime };
}

/**
 * The workflow with what the command line says instead of what its file says (Argo's ApplySubmitOpts).
 *
 * @param parameters those of readParameters.
 * @throws CommandError usage.
 */
export function applyOverrides(
  workflow: Workflow,
  overrides: SubmitOverrides,
  parameters: ReadonlyMap<string, string>,
): Workflow {
  const metadata = { ...workflow.metadata };
  if (overrides.name) metadata.name = overrides.name;
  if (overrides.generateName) metadata.generateName = overrides.generateName;
  if (overrides.labels) metadata.labels = { ...metadata.labels, ...parseLabels(overrides.labels) };
  if (overrides.scheduledTime) {
    metadata.annotations = { ...metadata.annotations, ...addedAnnotations(overrides) };
  }
  const spec = { ...workflow.spec };
  if (overrides.serviceaccount) spec.serviceAccountName = overrides.serviceaccount;
  if (overrides.priority !== undefined) spec.priority = overrides.priority;
  if (overrides.entrypoint) spec.entrypoint = overrides.entrypoint;
  if (parameters.size > 0) {
    const passed: Parameter[] = [...parameters].map(([name, value]) => ({ name, value }));
    const kept = (spec.arguments?.parameters ?? []).filter(({ name }) => !parameters.has(name));
    spec.arguments = { ...spec.arguments, parameters: [...passed, ...kept] };
  }
  return { ...workflow, metadata, spec };
}

/**
 * The parameters of `-p` and of the parameter file; where both have one, `-p` wins.
 *
 * @throws CommandError usage, failed for a file that cannot be read.
 */
export function readParameters(overrides: SubmitOverrides): Map<string, string> {
  const parameters = new Map<string, string>();
  if (overrides.parameterFile) {
    for (const [name, value] of parameterFile(overrides.parameterFile)) parameters.set(name, value);
  }
  for (const text of overrides.parameter ?? []) {
    const at = text.indexOf('=');
    if (at < 0) throw usageError(`expected parameter of the form: NAME=VALUE. Received: ${text}`);
    parameters.set(text.slice(0, at), text.slice(at + 1));
  }
  return parameters;
}

/** A YAML or JSON mapping; a value that is no text is taken as its JSON. */
function parameterFile(path: string): [string, string][] {
  const { documents, problems } = parseYaml(readText(path));
  const [problem] = problems;
  if (problem !== undefined) {
    throw new CommandError('failed', `${path}:${problem.line ?? 1} ${problem.message}`);
  }
  const value = documents[0]?.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new CommandError('failed', `${path}: expected a mapping of parameter names to values`);
  }
  return Object.entries(value).map(([name, given]) => [
    name,
    typeof given === 'string' ? given : JSON.stringify(given),
  ]);
}

function parseLabels(text: string): Record<string, string> {
  const labels: [string, string][] = text.split(',').map((term) => {
    const at = term.indexOf('=');
    if (at < 1) throw usageError(`expected labels of the form: NAME1=VALUE1,NAME2=VALUE2. Received: ${text}`);
    return [term.slice(0, at), term.slice(at + 1)];
  });
  return Object.fromEntries(labels);
}
