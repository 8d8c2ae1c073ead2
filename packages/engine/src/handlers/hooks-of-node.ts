import type { Arguments, LifecycleHook, TemplateCall } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import { dagGraph } from '../dag/dag-graph.ts';
import type { Decision } from '../decision.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { stepOf, stepsOf } from '../steps/steps-of-node.ts';

/** The name of the hook that is an exit handler. */
export const EXIT_HOOK = 'exit';

/** The step or task of the manifest that a node runs; nodes of other roles have none. */
export function callOf(decision: Decision, node: NodeState): DeepReadonly<TemplateCall> | undefined {
  if (node.ownerId === undefined) return undefined;
  const owner = decision.node(node.ownerId);
  if (node.role === 'step') return stepOf(stepsOf(decision, owner), node);
  if (node.role === 'item') return callOf(decision, owner);
  if (node.role === 'task') {
    const dag = templateOf(decision.state, owner)?.dag;
    return dag === undefined ? undefined : dagGraph(dag).tasks.get(node.callName ?? '');
  }
  return undefined;
}

/** An exit handler as it is to be called. */
export interface ExitHandler {
  hook: DeepReadonly<LifecycleHook>;
  /** Called with the workflow's arguments, unresolved ones being an error, rather than with its own. */
  withWorkflowArguments: boolean;
}

/**
 * Which exit handler a workflow, step or task has: `onExit` wins over `hooks.exit` and is called with the
 * workflow's arguments; `hooks.exit` with its own, or the workflow's where it has none (Argo's GetExitHook).
 */
export function exitHandlerOf(
  holder: DeepReadonly<Pick<TemplateCall, 'onExit' | 'hooks'>> | undefined,
): ExitHandler | undefined {
  if (holder?.onExit !== undefined && holder.onExit !== '') {
    return { hook: { template: holder.onExit }, withWorkflowArguments: true };
  }
  const hook = hookEntries(holder).find(([name]) => name === EXIT_HOOK)?.[1];
  if (hook === undefined) return undefined;
  return { hook, withWorkflowArguments: isEmpty(hook.arguments) };
}

/** The hooks that wait for an expression, by name: Argo looks at them in random order. */
export function lifecycleHooksOf(
  holder: DeepReadonly<Pick<TemplateCall, 'hooks'>> | undefined,
): [name: string, hook: DeepReadonly<LifecycleHook>][] {
  return hookEntries(holder)
    .filter(([name]) => name !== EXIT_HOOK)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function hookEntries(
  holder: DeepReadonly<Pick<TemplateCall, 'hooks'>> | undefined,
): [string, DeepReadonly<LifecycleHook>][] {
  return Object.entries(holder?.hooks ?? {});
}

function isEmpty(args: DeepReadonly<Arguments> | undefined): boolean {
  return (args?.parameters ?? []).length === 0 && (args?.artifacts ?? []).length === 0;
}
