import type { LifecycleHook, LifecycleHooks, PathSegment } from '@tiphys/spec';
import { unsuppliedInputs, validateArguments } from './arguments.ts';
import type { ProblemList } from './problem-list.ts';
import type { Home } from './template-lookup.ts';
import type { PlacedCall, WorkflowIndex } from './workflow-index.ts';

export const EXIT_HOOK = 'exit';

/**
 * The handler and the hooks of a step or task.
 *
 * @param label the call's, as Argo's sentences have it.
 */
export function validateCallHooks(
  problems: ProblemList,
  index: WorkflowIndex,
  { call, path, home }: PlacedCall,
  label: string,
): void {
  validateHooks(problems, index, call.hooks, home, [...path, 'hooks'], label);
  validateOnExit(problems, index, call.onExit ?? '', home, [...path, 'onExit']);
}

/** The handler is called with the workflow's arguments, wherever it stands. */
function validateOnExit(
  problems: ProblemList,
  index: WorkflowIndex,
  onExit: string,
  home: Home,
  path: readonly PathSegment[],
): void {
  if (onExit === '') return;
  const handler = index.called({ template: onExit }, home);
  if (handler.kind === 'wrong') problems.error(path, handler.message);
  if (handler.kind !== 'placed') return;
  for (const name of unsuppliedInputs(handler.placed.template, index.workflow.spec.arguments)) {
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
  home: Home,
  path: readonly PathSegment[],
  field: string,
): void {
  for (const [name, hook] of Object.entries(hooks ?? {})) {
    const at = [...path, name];
    if (name !== EXIT_HOOK && (hook.expression ?? '') === '')
      problems.error(at, `${field}.${name} Expression required`);
    validateArguments(problems, hook.arguments, [...at, 'arguments'], `${field}.${name}.arguments`, true);
    validateHookTemplate(problems, index, name, hook, home, at);
  }
}

function validateHookTemplate(
  problems: ProblemList,
  index: WorkflowIndex,
  name: string,
  hook: LifecycleHook,
  home: Home,
  path: readonly PathSegment[],
): void {
  const called = index.called(hook, home);
  if (called.kind === 'wrong') problems.error([...path, ...called.at], called.message);
  if (called.kind !== 'placed') return;
  const { template } = called.placed;
  const { arguments: args } = hook;
  const own = (args?.parameters ?? []).length > 0 || (args?.artifacts ?? []).length > 0 || name !== EXIT_HOOK;
  for (const input of unsuppliedInputs(template, own ? args : index.workflow.spec.arguments)) {
    problems.warning(path, `templates.${template.name} inputs.${input} was not supplied`);
  }
}
