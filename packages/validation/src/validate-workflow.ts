import type { Problem, Workflow } from '@tiphys/spec';
import { unsuppliedInputs, validateArguments } from './arguments.ts';
import { firstTooDeep, reachableFrom, TOO_DEEP } from './call-graph.ts';
import { validateNames } from './field-names.ts';
import { validateHandlerNames } from './handler-collisions.ts';
import { validateHooks } from './hooks.ts';
import { validateLifetime } from './lifetime.ts';
import { validateParallelism } from './limits.ts';
import { validateMetadata } from './metadata.ts';
import { warnOfStatusInCalls } from './outcome-warnings.ts';
import { validatePlacement } from './placement.ts';
import { ProblemList } from './problem-list.ts';
import { validateTemplate } from './templates.ts';
import { workflowVariables } from './variables.ts';
import { indexWorkflow, type WorkflowIndex } from './workflow-index.ts';

export interface ValidateOptions {
  /** The workflow is to run (the default): it needs a name, and its arguments need values. False for `lint`. */
  submit?: boolean;
}

/**
 * What Argo's validator says of a workflow (workflow/validate/validate.go, and the name rules of Kubernetes behind
 * it), all of it rather than the first problem, and what Tiphys refuses besides; docs/compatibility.md lists the
 * latter. Errors refuse the workflow, warnings do not. Time is linear in the size of the workflow but for references
 * between the tasks of a DAG (areAncestors).
 */
export function validateWorkflow(
  workflow: Workflow,
  { submit = true }: ValidateOptions = {},
): { errors: Problem[]; warnings: Problem[] } {
  const problems = new ProblemList();
  const index = indexWorkflow(workflow);
  const { spec, metadata } = workflow;
  if (spec.workflowTemplateRef !== undefined) {
    problems.error(['spec', 'workflowTemplateRef'], 'a reference is not supported yet');
  }
  validateMetadata(problems, metadata, submit);
  validateArguments(problems, spec.arguments, ['spec', 'arguments'], submit);
  validateNames(problems, spec.templates ?? [], ['spec', 'templates']);
  validateRoot(problems, index, 'entrypoint', submit);
  validateRoot(problems, index, 'onExit', submit);
  validateHooks(problems, index, spec.hooks, ['spec', 'hooks']);
  validateLifetime(problems, spec);
  validateTemplates(problems, index);
  validateParallelism(problems, spec);
  validatePlacement(problems, spec, ['spec']);
  validateHandlerNames(problems, index);
  warnOfStatusInCalls(problems, index);
  return { errors: problems.errors, warnings: problems.warnings };
}

/** The entrypoint and the handler exist, and the workflow's arguments supply their inputs. */
function validateRoot(
  problems: ProblemList,
  index: WorkflowIndex,
  field: 'entrypoint' | 'onExit',
  submit: boolean,
): void {
  const { [field]: name = '', arguments: args } = index.workflow.spec;
  const path = ['spec', field];
  if (name === '') {
    if (field === 'entrypoint') problems.error(path, 'is required');
    return;
  }
  const placed = index.byName.get(name);
  if (placed === undefined) {
    problems.error(path, `template name '${name}' undefined`);
    return;
  }
  for (const input of unsuppliedInputs(placed.template, args, submit)) {
    problems.error(path, `templates.${name} inputs.${input} was not supplied`);
  }
}

function validateTemplates(problems: ProblemList, index: WorkflowIndex): void {
  const { spec } = index.workflow;
  const fromEntry = reachableFrom(index, [spec.entrypoint]);
  const tooDeep = firstTooDeep(fromEntry) ?? firstTooDeep(reachableFrom(index, [spec.onExit]));
  if (tooDeep !== undefined) problems.error(tooDeep.path, TOO_DEEP);
  const hasHandler = (spec.onExit ?? '') !== '' || Object.keys(spec.hooks ?? {}).length > 0;
  const ofEntry = workflowVariables(index.workflow, false);
  // Argo asks only whether the entrypoint leads to the template; a template that no handler calls may pass too.
  const ofOthers = workflowVariables(index.workflow, hasHandler);
  for (const placed of index.templates) {
    validateTemplate(problems, index, placed, fromEntry.has(placed) ? ofEntry : ofOthers);
  }
}
