import type { LifecycleHook, LifecycleHooks, PathSegment, TemplateCall } from '@tiphys/spec';
import { unsuppliedInputs, validateArguments } from './arguments.ts';
import type { ProblemList } from './problem-list.ts';
import type { WorkflowIndex } from './workflow-index.ts';

export const EXIT_HOOK = 'exit';

/** The handler and the hooks of a step or task. */
export function validateCallHooks(
  problems: ProblemList,
  index: WorkflowIndex,
  { onExit = '', hooks }: Pick<TemplateCall, 'onExit' | 'hooks'>,
  path: readonly PathSegment[],
): void {
  validateOnExit(problems, index, onExit, [...path, 'onExit']);
  validateHooks(problems, index, hooks, [...path, 'hooks']);
}

/** The handler is called with the workflow's arguments, wherever it stands. */
function validateOnExit(
  problems: ProblemList,
  index: WorkflowIndex,
  onExit: string,
  path: readonly PathSegment[],
): void {
  if (onExit === '' || onExit.includes('{{')) return;
  const handler = index.byName.get(onExit);
  if (handler === undefined) {
    problems.error(path, `template name '${onExit}' undefined`);
    return;
  }
  for (const name of unsuppliedInputs(handler.template, index.workflow.spec.arguments)) {
    problems.warning(
      path,
      `templates.${onExit} inputs.${name} was not supplied: onExit is called with the workflow's arguments, hooks.exit with its own`,
    );
  }
}

/**
 * Every hook but `exit` needs an expression, and every one an existing template. Argo checks the first for steps and
 * the workflow only, and the second when the hook runs.
 */
export function validateHooks(
  problems: ProblemList,
  index: WorkflowIndex,
  hooks: LifecycleHooks | undefined,
  path: readonly PathSegment[],
): void {
  for (const [name, hook] of Object.entries(hooks ?? {})) {
    const at = [...path, name];
    if (name !== EXIT_HOOK && (hook.expression ?? '') === '') problems.error(at, 'Expression required');
    validateArguments(problems, hook.arguments, [...at, 'arguments'], true);
    validateHookTemplate(problems, index, name, hook, at);
  }
}

function validateHookTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  name: string,
  { template = '', templateRef, arguments: args }: LifecycleHook,
  path: readonly PathSegment[],
): void {
  if (templateRef !== undefined) {
    problems.error(path, 'a template that is not named is not supported yet');
    return;
  }
  if (template === '') {
    problems.error(path, 'template is required');
    return;
  }
  if (template.includes('{{')) return;
  const called = index.byName.get(template);
  if (called === undefined) {
    problems.error([...path, 'template'], `template name '${template}' undefined`);
    return;
  }
  const own = (args?.parameters ?? []).length > 0 || (args?.artifacts ?? []).length > 0 || name !== EXIT_HOOK;
  for (const input of unsuppliedInputs(called.template, own ? args : index.workflow.spec.arguments)) {
    problems.warning(path, `templates.${template} inputs.${input} was not supplied`);
  }
}
