import type { TemplateLibrary } from '@tiphys/spec';
import { unsuppliedInputs, validateArguments } from './arguments.ts';
import { firstTooDeep, reachableFrom, TOO_DEEP } from './call-graph.ts';
import { validateNames } from './field-names.ts';
import { GlobalOutputs } from './global-outputs.ts';
import { validateHandlerNames } from './handler-collisions.ts';
import { validateHooks } from './hooks.ts';
import { validateLifetime } from './lifetime.ts';
import { validateWorkflowLimits } from './limits.ts';
import { warnOfStatusInCalls } from './outcome-warnings.ts';
import { validatePlacement } from './placement.ts';
import { validatePodSettings } from './pods.ts';
import type { ProblemList } from './problem-list.ts';
import { problemsWith } from './referred-problems.ts';
import { validateTemplate } from './templates.ts';
import { workflowVariables } from './variables.ts';
import { indexWorkflow, type WorkflowIndex } from './workflow-index.ts';
import type { RunningWorkflow } from './workflow-template-ref.ts';

export interface SpecOptions {
  submit: boolean;
  /** It is the spec of a WorkflowTemplate by itself: whoever uses it gives what is missing. */
  ofTemplate: boolean;
  library: TemplateLibrary | undefined;
}

/** The part of validation that workflows and WorkflowTemplates have in common. */
export function validateSpec({ workflow, problems }: RunningWorkflow, options: SpecOptions): void {
  const { spec } = workflow;
  const index = indexWorkflow(workflow, options.library);
  validateArguments(problems, spec.arguments, ['spec', 'arguments'], options.submit);
  validateNames(problems, spec.templates ?? [], ['spec', 'templates']);
  validateRoot(problems, index, 'entrypoint', options);
  validateRoot(problems, index, 'onExit', options);
  validateHooks(problems, index, spec.hooks, undefined, ['spec', 'hooks']);
  validateLifetime(problems, spec);
  validateTemplates(problems, index, options.ofTemplate);
  validateWorkflowLimits(problems, spec);
  validatePodSettings(problems, spec);
  validatePlacement(problems, spec, ['spec']);
  validateHandlerNames(problems, index);
  warnOfStatusInCalls(problems, index);
}

/** The entrypoint and the handler exist, and the workflow's arguments supply their inputs. */
function validateRoot(
  problems: ProblemList,
  index: WorkflowIndex,
  field: 'entrypoint' | 'onExit',
  { submit, ofTemplate }: SpecOptions,
): void {
  const { [field]: name = '', arguments: args } = index.workflow.spec;
  const path = ['spec', field];
  if (name === '') {
    if (field === 'entrypoint' && !ofTemplate) problems.error(path, 'is required');
    return;
  }
  const placed = index.byName.get(name);
  if (placed === undefined) {
    problems.error(path, `template name '${name}' undefined`);
    return;
  }
  if (ofTemplate && field === 'entrypoint') return;
  for (const input of unsuppliedInputs(placed.template, args, submit)) {
    problems.error(path, `templates.${name} inputs.${input} was not supplied`);
  }
}

function validateTemplates(problems: ProblemList, index: WorkflowIndex, anyParameter: boolean): void {
  const { spec } = index.workflow;
  const fromEntry = reachableFrom(index, [spec.entrypoint]);
  const tooDeep = firstTooDeep(fromEntry) ?? firstTooDeep(reachableFrom(index, [spec.onExit]));
  if (tooDeep !== undefined) problemsWith(problems, tooDeep).error(tooDeep.path, TOO_DEEP);
  const hasHandler = (spec.onExit ?? '') !== '' || Object.keys(spec.hooks ?? {}).length > 0;
  const globals = new GlobalOutputs(index);
  const ofEntry = workflowVariables(index.workflow, false, anyParameter);
  // Argo asks only whether the entrypoint leads to the template; a template that no handler calls may pass too.
  const ofOthers = workflowVariables(index.workflow, hasHandler, anyParameter);
  const handler = index.byName.get(spec.onExit ?? '');
  const entry = anyParameter ? undefined : index.byName.get(spec.entrypoint ?? '');
  for (const placed of index.templates) {
    const variables = fromEntry.has(placed) ? ofEntry : ofOthers;
    const suppliedArguments = placed === entry || placed === handler ? (spec.arguments ?? {}) : undefined;
    const surroundings = { variables, globals, suppliedArguments };
    validateTemplate(problemsWith(problems, placed), index, placed, surroundings);
  }
}
