import type { Arguments, Container, Inputs, PathSegment, RetryStrategy, Template } from '@tiphys/spec';
import { validateTemplateArtifacts } from './artifacts.ts';
import { validateDag } from './dag.ts';
import { validateData } from './data.ts';
import { parameterNameFaults, validateNames } from './field-names.ts';
import type { GlobalOutputs } from './global-outputs.ts';
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

/** What a template may refer to, apart from its own. */
export interface TemplateSurroundings {
  variables: KnownVariables;
  globals: GlobalOutputs;
  /** Of the entrypoint and the workflow's handler: what they are called with. Steps and tasks have values for all. */
  suppliedArguments: Arguments | undefined;
}

/** One template (Argo's validateTemplate). */
export function validateTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  { variables: global, globals, suppliedArguments }: TemplateSurroundings,
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
  const check = new TextCheck(problems, variables, globals);
  validateTexts(check, placed, suppliedArguments);
  if (template.steps !== undefined) validateSteps(problems, index, placed, variables, check);
  if (template.dag !== undefined) validateDag(problems, index, placed, check);
  validateOutputs(problems, template, variables, path);
  validateTemplateArtifacts(problems, template, variables, path);
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

/**
 * The texts of what a template does itself. A call puts values of its own into the inputs, and what is unused of steps
 * and DAGs is not looked at: there, what nothing resolves is a warning.
 */
function validateTexts(check: TextCheck, placed: PlacedTemplate, args: Arguments | undefined): void {
  const { template, path } = placed;
  const { inputs } = template;
  const isBody = template.steps === undefined && template.dag === undefined;
  const looked = args === undefined ? withoutValues(inputs) : supplied(inputs, args);
  if (isBody) check.texts({ ...template, inputs: looked }, path, placed);
  if (!isBody || args === undefined) check.hints(inputs, [...path, 'inputs']);
}

/** A template's inputs with what the arguments put in their places (Argo's ProcessArgs). */
function supplied({ parameters = [], artifacts = [] }: Inputs = {}, given: Arguments): Inputs {
  return {
    parameters: parameters.map((parameter) => {
      const argument = given.parameters?.find(({ name }) => name === parameter.name);
      if (argument === undefined) return parameter;
      const { value: _value, valueFrom: _source, ...rest } = parameter;
      return argument.value === undefined
        ? { ...rest, ...(argument.valueFrom === undefined ? {} : { valueFrom: argument.valueFrom }) }
        : { ...rest, value: argument.value };
    }),
    artifacts: artifacts.map((artifact) => {
      const argument = given.artifacts?.find(({ name }) => name === artifact.name);
      return argument === undefined ? artifact : { ...argument, path: artifact.path ?? '' };
    }),
  };
}

/** What is left of a template's own inputs where it is called (Argo's ProcessArgs). */
function withoutValues({ parameters = [], artifacts = [] }: Inputs = {}): Inputs {
  return {
    parameters: parameters.map(({ value: _value, valueFrom: _source, ...parameter }) => parameter),
    artifacts: artifacts.map(({ name, path = '' }) => ({ name, path })),
  };
}
