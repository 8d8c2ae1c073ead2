import { evaluateBoolean } from '@tiphys/expression';
import type { LifecycleHook } from '@tiphys/spec';
import { hookArguments } from '../call/call-arguments.ts';
import { hookName } from '../call/node-name.ts';
import { callTemplate, initializeUnstartedNode, type TemplateCallSite } from '../call/template-call.ts';
import { type Callee, calleeOf, resolveCallee } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { type HookScopes, hookScopes, workflowHookScopes } from '../scope/hook-scope.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { callOf, lifecycleHooksOf } from './hooks-of-node.ts';

/**
 * Fires the hooks of a step or task whose expressions have become true, each once (Argo's
 * executeTmplLifeCycleHook). Asked at every change of the node's phase. Of a DAG task with items the group fires
 * them, of a step each item, as in Argo.
 */
export function fireNodeHooks(decision: Decision, node: NodeState): void {
  if (node.role === 'item') return;
  const waiting = lifecycleHooksOf(callOf(decision, node)).filter(([name]) => !node.hookIds.has(name));
  if (waiting.length === 0) return;
  const scopes = hookScopes(decision, node);
  for (const [name, hook] of waiting) {
    fire(decision, hook, scopes, {
      nodeName: hookName(node.name, name),
      role: 'hook',
      ownerId: node.id,
      boundaryID: node.boundaryID,
      callName: name,
      index: undefined,
      parentIds: [node.id],
    });
  }
}

/** Fires the workflow's own hooks (Argo's executeWfLifeCycleHook). Their nodes are children of the root. */
export function fireWorkflowHooks(decision: Decision): void {
  const { state } = decision;
  const { entryId } = state;
  if (entryId === undefined) return;
  const waiting = lifecycleHooksOf(state.workflow.spec).filter(([name]) => !state.hookIds.has(name));
  const scopes = workflowHookScopes(decision);
  for (const [name, hook] of waiting) {
    fire(decision, hook, scopes, {
      nodeName: hookName(state.name, name),
      role: 'hook',
      ownerId: undefined,
      boundaryID: undefined,
      callName: name,
      index: undefined,
      parentIds: [entryId],
    });
  }
}

function fire(
  decision: Decision,
  hook: DeepReadonly<LifecycleHook>,
  scopes: HookScopes,
  site: Omit<TemplateCallSite, 'args' | keyof Callee>,
): void {
  const holds = evaluateBoolean(hook.expression ?? '', scopes.expression);
  if (holds.ok && !holds.value) return;
  const raw = calleeOf(hook);
  const callee = resolveCallee(raw, scopes.template, 'lenient');
  const named = { ...site, ...(callee.ok ? callee.value : raw) };
  if (!holds.ok) {
    initializeUnstartedNode(decision, { ...named, args: [] }, 'Error', holds.error.message);
    return;
  }
  const args = hookArguments(hook, scopes);
  if (args.ok) callTemplate(decision, { ...named, ...args.value });
  else initializeUnstartedNode(decision, { ...named, args: [] }, 'Error', args.message);
}
