import { type TemplateLibrary, type Workflow, withTaskNames } from '@tiphys/spec';
import { validateArguments } from './arguments.ts';
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
import { TemplateWalk } from './template-walk.ts';
import { workflowVariables } from './variables.ts';
import { indexWorkflow, type PlacedTemplate, type WorkflowIndex } from './workflow-index.ts';
import type { RunningWorkflow } from './workflow-template-ref.ts';

export interface SpecOptions {
  submit: boolean;
  /** It is the spec of a WorkflowTemplate by itself: whoever uses it gives what is missing. */
  ofTemplate: boolean;
  library: TemplateLibrary | undefined;
}

/**
 * The part of validation that workflows and WorkflowTemplates have in common, in Argo's order (validate.go, Workflow);
 * what Argo does not look at comes last.
 */
export function validateSpec(running: RunningWorkflow, options: SpecOptions): void {
  const { problems } = running;
  const workflow = namedTasks(running.workflow);
  const { spec } = workflow;
  const index = indexWorkflow(workflow, options.library);
  validateNames(problems, spec.templates ?? [], ['spec', 'templates'], 'spec.templates');
  validateArguments(problems, spec.arguments, ['spec', 'arguments'], 'spec.arguments', options.submit);
  const walk = walkOf(problems, index, options.ofTemplate);
  validateRoot(problems, index, walk, 'entrypoint', options);
  validateRoot(problems, index, walk, 'onExit', options);
  validateHooks(problems, index, spec.hooks, undefined, ['spec', 'hooks'], 'hooks');
  validatePodSettings(problems, spec);
  for (const placed of index.templates) {
    walk.other(
      placed,
      index.byName.get(placed.template.name) === placed ? `templates.${placed.template.name}` : '',
    );
  }
  validateDepth(problems, index);
  validateLifetime(problems, spec);
  validateWorkflowLimits(problems, spec);
  validatePlacement(problems, spec, ['spec']);
  validateHandlerNames(problems, index);
  warnOfStatusInCalls(problems, index);
}

/** The workflow as it runs: variables in the names of tasks are filled in. */
function namedTasks(workflow: Workflow): Workflow {
  const { templates, entrypoint } = workflow.spec;
  if (templates === undefined) return workflow;
  const named = templates.map((template) =>
    withTaskNames(template, workflow.spec, template.name === entrypoint),
  );
  if (named.every((template, place) => template === templates[place])) return workflow;
  return { ...workflow, spec: { ...workflow.spec, templates: named } };
}

/** The entrypoint and the handler exist, and the workflow's arguments supply their inputs. */
function validateRoot(
  problems: ProblemList,
  index: WorkflowIndex,
  walk: TemplateWalk,
  field: 'entrypoint' | 'onExit',
  { submit, ofTemplate }: SpecOptions,
): void {
  const { [field]: name = '', arguments: args, workflowTemplateRef } = index.workflow.spec;
  const path = ['spec', field];
  if (name === '') {
    if (field === 'entrypoint' && !ofTemplate) problems.error(path, 'spec.entrypoint is required');
    return;
  }
  const placed = index.byName.get(name);
  if (placed === undefined) {
    const message =
      workflowTemplateRef === undefined
        ? `template name '${name}' undefined`
        : `template reference ${workflowTemplateRef.name ?? ''}.${name} not found`;
    problems.error(path, message);
  } else if (ofTemplate && field === 'entrypoint') walk.other(placed, '');
  else walk.root(placed, args, path, submit);
}

function walkOf(problems: ProblemList, index: WorkflowIndex, anyParameter: boolean): TemplateWalk {
  const { spec } = index.workflow;
  const fromEntry = reachableFrom(index, [spec.entrypoint]);
  const hasHandler = (spec.onExit ?? '') !== '' || Object.keys(spec.hooks ?? {}).length > 0;
  const ofEntry = workflowVariables(index.workflow, false, anyParameter);
  // Argo asks only whether the entrypoint leads to the template; a template that no handler calls may pass too.
  const ofOthers = workflowVariables(index.workflow, hasHandler, anyParameter);
  const variablesOf = (placed: PlacedTemplate) => (fromEntry.has(placed) ? ofEntry : ofOthers);
  return new TemplateWalk(problems, index, { globals: new GlobalOutputs(index), variablesOf });
}

function validateDepth(problems: ProblemList, index: WorkflowIndex): void {
  const { entrypoint, onExit } = index.workflow.spec;
  const tooDeep =
    firstTooDeep(reachableFrom(index, [entrypoint])) ?? firstTooDeep(reachableFrom(index, [onExit]));
  if (tooDeep !== undefined) problemsWith(problems, tooDeep).error(tooDeep.path, TOO_DEEP);
}
