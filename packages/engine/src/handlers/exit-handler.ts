import { evaluateBoolean } from '@tiphys/expression';
import { hookArguments, workflowCallArguments } from '../call/call-arguments.ts';
import { handlerName } from '../call/node-name.ts';
import { callTemplate, initializeUnstartedNode, type TemplateCallSite } from '../call/template-call.ts';
import { type Callee, calleeOf, resolveCallee } from '../call/template-of.ts';
import { type Decision, WORKFLOW } from '../decision.ts';
import { allowsExitHandlers } from '../operations/shutdown.ts';
import { type HookScopes, hookScopes, workflowHookScopes } from '../scope/hook-scope.ts';
import { isCompleted, type NodeState } from '../state.ts';
import { admits } from '../workflow/parallelism.ts';
import { callOf, type ExitHandler, exitHandlerOf } from './hooks-of-node.ts';

/**
 * Starts the exit handler of a step or task that has completed: after Succeeded, Failed and Error, never after
 * Skipped or Omitted, and not under Terminate (Argo's runOnExitNode). A handler's own failure fails nothing. Of a
 * task with items each item has one, and the group none (#12281).
 *
 * @returns false where it waits for a place; the node is then looked at again.
 */
export function startNodeExitHandler(decision: Decision, node: NodeState): boolean {
  if (node.handlerId !== undefined || !isCompleted(node.phase) || node.type === 'TaskGroup') return true;
  const handler = exitHandlerOf(callOf(decision, node));
  if (handler === undefined || !allowsExitHandlers(decision.state)) return true;
  const scopes = hookScopes(decision, node);
  const site: Omit<TemplateCallSite, 'args' | keyof Callee> = {
    nodeName: handlerName(node.name),
    role: 'exitHandler',
    ownerId: node.id,
    boundaryID: node.boundaryID,
    callName: undefined,
    index: undefined,
    parentIds: [node.id],
  };
  return startHandler(decision, handler, site, scopes) !== 'waits';
}

/**
 * Starts the workflow's exit handler; a second root of the tree.
 *
 * @returns false where it has none that is to run.
 */
export function startWorkflowExitHandler(decision: Decision): boolean {
  const { state } = decision;
  const handler = exitHandlerOf(state.workflow.spec);
  if (handler === undefined || !allowsExitHandlers(state)) return false;
  const started = startHandler(
    decision,
    handler,
    {
      nodeName: handlerName(state.name),
      role: 'exitHandler',
      ownerId: undefined,
      boundaryID: undefined,
      callName: undefined,
      index: undefined,
      parentIds: [],
    },
    workflowHookScopes(decision),
  );
  return started === 'started';
}

/**
 * What cannot be evaluated makes the handler's node an Error: Argo swallows it for a DAG task and fails the
 * workflow for a step.
 */
function startHandler(
  decision: Decision,
  handler: ExitHandler,
  site: Omit<TemplateCallSite, 'args' | keyof Callee>,
  scopes: HookScopes,
): 'started' | 'not called for' | 'waits' {
  const raw = calleeOf(handler.hook);
  const callee = resolveCallee(raw, scopes.template, 'lenient');
  const named = { ...site, ...(callee.ok ? callee.value : raw) };
  const { expression } = handler.hook;
  if (expression !== undefined && expression !== '') {
    const holds = evaluateBoolean(expression, scopes.expression);
    if (!holds.ok) {
      initializeUnstartedNode(decision, { ...named, args: [] }, 'Error', holds.error.message);
      return 'started';
    }
    if (!holds.value) return 'not called for';
  }
  const resolved = handler.withWorkflowArguments
    ? workflowCallArguments(decision.state)
    : hookArguments(handler.hook, scopes);
  if (resolved.ok) {
    if (!admits(decision, site.boundaryID, site.ownerId ?? WORKFLOW)) return 'waits';
    callTemplate(decision, { ...named, ...resolved.value });
  } else initializeUnstartedNode(decision, { ...named, args: [] }, 'Error', resolved.message);
  return 'started';
}
