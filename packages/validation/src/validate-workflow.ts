import type { Problem, TemplateLibrary, Workflow } from '@tiphys/spec';
import { validateArguments } from './arguments.ts';
import { validateMetadata, validateNameLength } from './metadata.ts';
import { ProblemList } from './problem-list.ts';
import { validateSpec } from './validate-spec.ts';
import { runningWorkflow } from './workflow-template-ref.ts';

export interface ValidateOptions {
  /** The workflow is to run (the default): it needs a name, and its arguments need values. False for `lint`. */
  submit?: boolean;
  /** The WorkflowTemplates that there are; without it references to them are not followed. */
  library?: TemplateLibrary;
}

/**
 * What Argo's validator says of a workflow (workflow/validate/validate.go, and the name rules of Kubernetes behind
 * it), all of it rather than the first problem, and what Tiphys refuses besides; docs/compatibility.md lists the
 * latter. Errors refuse the workflow, warnings do not. Time is linear in the size of the workflow but for references
 * between the tasks of a DAG (areAncestors).
 */
export function validateWorkflow(
  workflow: Workflow,
  { submit = true, library }: ValidateOptions = {},
): { errors: Problem[]; warnings: Problem[] } {
  const problems = new ProblemList();
  validateNameLength(problems, workflow.metadata, 'workflow');
  const running = runningWorkflow(problems, workflow, library);
  if (running !== undefined) validateSpec(running, { submit, ofTemplate: false, library });
  else validateArguments(problems, workflow.spec.arguments, ['spec', 'arguments'], 'spec.arguments', false);
  validateMetadata(problems, workflow.metadata, submit);
  return { errors: problems.errors, warnings: problems.warnings };
}
