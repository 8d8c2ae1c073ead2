import { evaluateWhen } from '@tiphys/expression';
import type { TemplateCall } from '@tiphys/spec';
import { type ResolvedArgument, resolveArguments } from './arguments.ts';
import type { Decision } from './decision.ts';
import type { Scope } from './scope/scope.ts';
import type { DeepReadonly } from './state.ts';
import { substitute, substituteAll } from './substitution.ts';
import { callTemplate, initializeUnstartedNode, type TemplateCallSite } from './template-call.ts';

/** What is to become of a step or task whose turn it is. */
export type CallPlan =
  | { kind: 'run'; args: ResolvedArgument[] }
  /** Its condition is false. */
  | { kind: 'skip'; message: string }
  /** Its condition cannot be evaluated. */
  | { kind: 'invalid'; message: string }
  /** A reference cannot be resolved. */
  | { kind: 'unresolved'; message: string };

/**
 * Resolves the condition first, and the arguments only where it holds: a step that is skipped may refer to outputs
 * that do not exist (Argo's resolveReferences and resolveDependencyReferences).
 *
 * @param scope what the call may refer to.
 */
export function planCall(call: DeepReadonly<TemplateCall>, scope: BodyScope): CallPlan {
  if (call.when !== undefined && call.when !== '') {
    const inner = substitute(call.when, scope.template, 'lenient');
    if (!inner.ok) return { kind: 'unresolved', message: inner.message };
    const when = substitute(inner.value, scope.calls, 'strict');
    if (!when.ok) return { kind: 'unresolved', message: when.message };
    const proceed = evaluateWhen(when.value);
    if (!proceed.ok) return { kind: 'invalid', message: proceed.error.message };
    if (!proceed.value) return { kind: 'skip', message: `when '${when.value}' evaluated false` };
  }
  const args = substituteAll(call.arguments, scope.template, 'lenient');
  if (!args.ok) return { kind: 'unresolved', message: args.message };
  const resolved = resolveArguments(args.value, scope.calls, 'strict');
  if (!resolved.ok) return { kind: 'unresolved', message: resolved.message };
  return { kind: 'run', args: resolved.value };
}

/**
 * What the calls in the body of a Steps or DAG template may refer to, in Argo's two passes: first what the template
 * itself knows (`workflow.*`, `inputs.*`), then its other calls.
 */
export interface BodyScope {
  template: Scope;
  calls: Scope;
}

export function startPlannedCall(
  decision: Decision,
  plan: CallPlan,
  site: Omit<TemplateCallSite, 'args'>,
): string {
  switch (plan.kind) {
    case 'run':
      return callTemplate(decision, { ...site, args: plan.args });
    case 'skip':
      return initializeUnstartedNode(decision, { ...site, args: [] }, 'Skipped', plan.message);
    case 'invalid':
    case 'unresolved':
      return initializeUnstartedNode(decision, { ...site, args: [] }, 'Error', plan.message);
  }
}
