import type { Arguments, Inputs, PathSegment, RetryStrategy, Template } from '@tiphys/spec';
import { validateArchiveLocation, validateInputArtifacts } from './artifacts.ts';
import { validateSet } from './container-set.ts';
import { validateDag } from './dag.ts';
import { validateData } from './data.ts';
import { parameterNameFaults, validateNames } from './field-names.ts';
import type { GlobalOutputs } from './global-outputs.ts';
import { validateActiveDeadline, validateParallelism, validateTimeouts } from './limits.ts';
import { validateMetrics } from './metrics.ts';
import { validateOutputs } from './outputs.ts';
import { validatePlacement } from './placement.ts';
import { validateContainers, validateInitContainers, validateMounts, validateSidecars } from './pods.ts';
import type { ProblemList } from './problem-list.ts';
import { validateSteps } from './steps.ts';
import { type CallLookup, TextCheck } from './text-check.ts';
import { type KnownVariables, TemplateVariables } from './variables.ts';
import type { PlacedCall, PlacedTemplate, WorkflowIndex } from './workflow-index.ts';

const RETRY_POLICIES = new Set(['', 'Always', 'OnFailure', 'OnError', 'OnTransientError']);
const CHOICES = 'choose one of: container, containerSet, script, steps, dag, suspend, data, http';
const ARGO_CHOICES =
  'choose one of: container, containerSet, steps, script, resource, dag, suspend, template, template ref';

/** What a template may refer to apart from its own, and what is done on the way. */
export interface TemplateSurroundings {
  variables: KnownVariables;
  globals: GlobalOutputs;
  /** Of the entrypoint and the workflow's handler: what they are called with. Steps and tasks have values for all. */
  suppliedArguments: Arguments | undefined;
  /** Whether all inputs have values. */
  checkArguments(): void;
  /** Looks at what a call leads to; the label is the call's, as Argo's sentences have it. */
  enter(call: PlacedCall, label: string): void;
}

/** One template, in the order of Argo's validateTemplate; what Argo does not look at comes last. */
export function validateTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  placed: PlacedTemplate,
  { variables: global, globals, suppliedArguments, checkArguments, enter }: TemplateSurroundings,
): void {
  const { template, path } = placed;
  validateType(problems, template, path);
  validateRetry(problems, template.retryStrategy, path);
  validateInputs(problems, template, path);
  validateInitContainers(problems, template, path);
  checkArguments();
  validateTimeouts(problems, template, path);
  const variables = new TemplateVariables(global, template, placed.around?.template, suppliedArguments);
  const check = new TextCheck(problems, variables, globals, template.name);
  if (!isBody(template)) validateActiveDeadline(problems, template, path, false);
  let isKnown: CallLookup = () => false;
  if (template.steps !== undefined)
    isKnown = validateSteps({ problems, index, placed, variables, check, enter });
  if (template.dag !== undefined) isKnown = validateDag({ problems, index, placed, check, enter });
  validateTexts(check, placed, suppliedArguments);
  if (isBody(template)) validateLeaf(problems, index, placed);
  validateOutputs(problems, template, variables, path, () =>
    check.texts(
      template.outputs,
      [...path, 'outputs'],
      `templates.${template.name}.outputs`,
      template.outputs,
      isKnown,
    ),
  );
  validateArchiveLocation(problems, template, path);
  validateMetrics(problems, template, path);
  validateSuspend(problems, template, path);
  validateData(problems, template, path);
  validatePlacement(problems, template, path);
  validateContainers(problems, template, path);
}

/** A template that does something itself. */
function isBody({ steps, dag }: Template): boolean {
  return steps === undefined && dag === undefined;
}

function validateInputs(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const { parameters = [], artifacts = [] } = template.inputs ?? {};
  const field = `templates.${template.name}.inputs`;
  validateNames(
    problems,
    parameters,
    [...path, 'inputs', 'parameters'],
    `${field}.parameters`,
    parameterNameFaults,
  );
  validateNames(
    problems,
    artifacts,
    [...path, 'inputs', 'artifacts'],
    `${field}.artifacts`,
    parameterNameFaults,
  );
  validateInputArtifacts(problems, template, path);
}

/** Argo's validateLeaf. */
function validateLeaf(problems: ProblemList, index: WorkflowIndex, placed: PlacedTemplate): void {
  const { template, path } = placed;
  const defaults = defaultsOf(index, placed);
  validateMounts(problems, template, path);
  validateImage(problems, template, 'container', path, defaults);
  validateSet(problems, template, path);
  validateSidecars(problems, template, path);
  validateImage(problems, template, 'script', path, defaults);
  validateActiveDeadline(problems, template, path, true);
  validateParallelism(problems, template, path);
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
  if (types.length === 0) problems.error(path, `template '${template.name}' type is unknown. ${CHOICES}`);
  else if (types.length > 1) {
    problems.error(path, `templates.${template.name} multiple template types specified. ${ARGO_CHOICES}`);
  }
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

function validateImage(
  problems: ProblemList,
  template: Template,
  kind: 'container' | 'script',
  path: readonly PathSegment[],
  defaults: Template | undefined,
): void {
  if (template[kind]?.image === '' && (defaults?.[kind]?.image ?? '') === '') {
    problems.error([...path, kind, 'image'], `templates.${template.name}.${kind}.image may not be empty`);
  }
}

/**
 * The texts of what a template does itself. A call puts values of its own into the inputs, and what is unused of steps
 * and DAGs is not looked at: there, what nothing resolves is a warning.
 */
function validateTexts(check: TextCheck, placed: PlacedTemplate, args: Arguments | undefined): void {
  const { template, path } = placed;
  const { inputs } = template;
  const looked = args === undefined ? withoutValues(inputs) : supplied(inputs, args);
  if (isBody(template)) {
    check.texts({ ...template, inputs: looked }, path, `templates.${template.name}:`, placed);
  }
  if (!isBody(template) || args === undefined) check.hints(inputs, [...path, 'inputs']);
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
