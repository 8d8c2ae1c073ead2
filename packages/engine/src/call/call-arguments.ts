import type { LifecycleHook } from '@tiphys/spec';
import { resolveArtifactArguments } from '../artifacts/artifact-arguments.ts';
import { type Result, success } from '../result.ts';
import type { HookScopes } from '../scope/hook-scope.ts';
import type { DeepReadonly, WorkflowState } from '../state.ts';
import { resolveArguments, workflowArguments } from './arguments.ts';
import type { TemplateCallSite } from './template-call.ts';

/** What a template is called with. */
export type CallArguments = Pick<TemplateCallSite, 'args' | 'artifacts'>;

/** The workflow's own, as its entrypoint and `onExit` handlers are called with them. */
export function workflowCallArguments({ workflow }: WorkflowState): Result<CallArguments> {
  const { arguments: given } = workflow.spec;
  return success({ args: workflowArguments(given), artifacts: given?.artifacts });
}

/** Those of a hook, resolved. */
export function hookArguments(
  { arguments: given }: DeepReadonly<LifecycleHook>,
  scopes: HookScopes,
): Result<CallArguments> {
  const args = resolveArguments(given, scopes.arguments, 'lenient');
  if (!args.ok) return args;
  const scope = { values: scopes.arguments, artifacts: scopes.artifacts };
  const artifacts = resolveArtifactArguments(given?.artifacts, scope, 'lenient', 'hook');
  return artifacts.ok ? success({ args: args.value, artifacts: artifacts.value }) : artifacts;
}
