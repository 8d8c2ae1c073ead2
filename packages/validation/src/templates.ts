import type { Container, PathSegment, RetryStrategy, Template } from '@tiphys/spec';
import { validateTemplateArtifacts } from './artifacts.ts';
import { validateDag } from './dag.ts';
import { validateData } from './data.ts';
import { parameterNameFaults, validateNames } from './field-names.ts';
import { validateLimits } from './limits.ts';
import { validateMetrics } from './metrics.ts';
import { validateOutputs } from './outputs.ts';
import { validatePlacement } from './placement.ts';
import { validatePod } from './pods.ts';
import type { ProblemList } from './problem-list.ts';
import { validateSteps } from './steps.ts';
import { TextCheck } from './text-check.ts';
import { type KnownVariables, TemplateVariables } from './variables.ts';
import type { PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

const RETRY_POLICIES = new Set(['', 'Always', 'OnFailure', 'OnError', 'OnTransientError']);
const CHOICES = 'choose one of: container, containerSet, script, steps, dag, suspend, data, http';

/** One template (Argo's validateTemplate). */
export function validateTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  global: KnownVariables,
): void {
  const { template, path } = placed;
  validateType(problems, template, path);
  validateNames(
    problems,
    template.inputs?.parameters ?? [],
    [...path, 'inputs', 'parameters'],
    parameterNameFaults,
  );
  validateSuspend(problems, template, path);
  validateData(problems, template, path);
  validateRetry(problems, template.retryStrategy, path);
  validateLimits(problems, template, path);
  validatePlacement(problems, template, path);
  validateMetrics(problems, template, path);
  validatePod(problems, template, path);
  const variables = new TemplateVariables(global, template, placed.around?.template);
  for (const kind of ['container', 'script'] as const)
    validateContainer(problems, template[kind], kind, path, defaultsOf(index, placed));
  const check = new TextCheck(problems, variables);
  if (template.steps === undefined && template.dag === undefined) check.texts(withoutMetrics(template), path);
  else check.texts(template.inputs, [...path, 'inputs']);
  if (template.steps !== undefined) validateSteps(problems, index, placed, variables);
  if (template.dag !== undefined) validateDag(problems, index, placed, variables);
  validateOutputs(problems, template, path);
  validateTemplateArtifacts(problems, template, path);
}

/** Argo's validator looks at the defaults of the WorkflowTemplate, too; a cluster's it forgets. */
function defaultsOf({ workflow }: WorkflowIndex, { home }: PlacedTemplate): Template | undefined {
  return workflow.spec.templateDefaults ?? home?.object.spec.templateDefaults;
}

function validateType(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const { container, containerSet, script, steps, dag, suspend, data, http } = template;
  const types = [container, containerSet, script, steps, dag, suspend, data, http].filter(
    (type) => type !== undefined,
  );
  if (types.length === 0) problems.error(path, `template type unspecified. ${CHOICES}`);
  else if (types.length > 1) problems.error(path, `multiple template types specified. ${CHOICES}`);
}

function validateSuspend(
  problems: ProblemList,
  { suspend, outputs }: Template,
  path: readonly PathSegment[],
): void {
  if (suspend === undefined) return;
  for (const [index, { valueFrom }] of (outputs?.parameters ?? []).entries()) {
    if (valueFrom === undefined || valueFrom.supplied !== undefined) continue;
    problems.error(
      [...path, 'outputs', 'parameters', index, 'valueFrom'],
      'a suspend template puts out what is supplied to it: valueFrom.supplied',
    );
  }
}

function validateRetry(
  problems: ProblemList,
  strategy: RetryStrategy | undefined,
  path: readonly PathSegment[],
): void {
  const { retryPolicy = '' } = strategy ?? {};
  const at = [...path, 'retryStrategy', 'retryPolicy'];
  if (!RETRY_POLICIES.has(retryPolicy)) problems.error(at, `${retryPolicy} is not a valid RetryPolicy`);
}

function validateContainer(
  problems: ProblemList,
  container: Container | undefined,
  kind: 'container' | 'script',
  path: readonly PathSegment[],
  defaults: Template | undefined,
): void {
  const at = [...path, kind];
  if (container?.image === '' && (defaults?.[kind]?.image ?? '') === '')
    problems.error([...at, 'image'], `${kind}.image may not be empty`);
  for (const [number, { name }] of (container?.env ?? []).entries()) {
    if (name === '') problems.error([...at, 'env', number], 'name is required');
  }
}

/** They know names of their own, and what is wrong with them is found out when they are to be told. */
function withoutMetrics({ metrics: _, ...template }: Template): Omit<Template, 'metrics'> {
  return template;
}
