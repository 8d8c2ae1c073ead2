import { evaluateWhen } from '@tiphys/expression';
import type { Artifact, TemplateCall } from '@tiphys/spec';
import { resolveArtifactArguments } from '../artifacts/artifact-arguments.ts';
import type { Decision } from '../decision.ts';
import { expandCall, fillItem, hasItems } from '../loop/expand-call.ts';
import { type Item, itemName } from '../loop/item.ts';
import type { BodyScope } from '../scope/body-scope.ts';
import { itemScope } from '../scope/item-scope.ts';
import { layered, type Scope } from '../scope/scope.ts';
import { substitute, substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { type ResolvedArgument, resolveArguments } from './arguments.ts';
import { callTemplate, initializeUnstartedNode, type TemplateCallSite } from './template-call.ts';
import { type Callee, calleeOf, resolveCallee } from './template-of.ts';

/** What is to become of a step or task whose turn it is. */
export type CallPlan =
  | SinglePlan
  /** Once for each item; never for none. */
  | { kind: 'loop'; items: ItemPlan[] }
  /** A reference cannot be resolved. */
  | { kind: 'unresolved'; message: string }
  /** What it is to run for is no list. */
  | { kind: 'unexpandable'; message: string };

export type SinglePlan =
  | { kind: 'run'; args: ResolvedArgument[]; artifacts?: Artifact[]; callee: Callee }
  | UnstartedPlan;

export type UnstartedPlan =
  /** Its condition is false, or there is no item to run it for. */
  | { kind: 'skip'; message: string; callee: Callee }
  /** Its condition cannot be evaluated. */
  | { kind: 'invalid'; message: string; callee: Callee };

export interface ItemPlan {
  /** `name(0:text)` */
  name: string;
  item: Item;
  plan: SinglePlan;
}

/**
 * Resolves the condition first, and the arguments only where it holds: a step that is skipped may refer to outputs
 * that do not exist (Argo's resolveReferences and resolveDependencyReferences).
 *
 * @param scope what the call may refer to.
 */
export function planCall(call: DeepReadonly<TemplateCall>, scope: BodyScope): CallPlan {
  const loops = hasItems(call);
  const own = resolveCallee(calleeOf(call), scope.template, 'lenient');
  if (!own.ok) return { kind: 'unresolved', message: own.message };
  let condition = '';
  if (call.when !== undefined && call.when !== '') {
    const inner = substitute(call.when, scope.template, 'lenient');
    if (!inner.ok) return { kind: 'unresolved', message: inner.message };
    const when = substitute(inner.value, scope.calls, 'strict');
    if (!when.ok) return { kind: 'unresolved', message: when.message };
    condition = when.value;
    const plan = planOfCondition(condition, own.value);
    // A condition that cannot be evaluated may name the item.
    if (plan?.kind === 'skip' && !asksItems(call, condition)) return planSkipped(call, scope, plan);
    if (plan !== undefined && !loops) return plan;
  }
  const args = substituteAll(call.arguments, scope.template, 'lenient');
  if (!args.ok) return { kind: 'unresolved', message: args.message };
  const resolved = resolveArguments(args.value, scope.calls, 'strict');
  if (!resolved.ok) return { kind: 'unresolved', message: resolved.message };
  const callee = resolveCallee(own.value, scope.calls, 'strict');
  if (!callee.ok) return { kind: 'unresolved', message: callee.message };
  const given = { values: scope.calls, artifacts: scope.artifacts };
  const artifacts = resolveArtifactArguments(args.value?.artifacts, given, 'strict', scope.kind);
  if (!artifacts.ok) return { kind: 'unresolved', message: artifacts.message };
  const body = {
    args: resolved.value,
    ...(artifacts.value.length === 0 ? {} : { artifacts: artifacts.value }),
    callee: callee.value,
  };
  if (!loops) return { kind: 'run', ...body };
  return planLoop(call, scope, { condition, ...body });
}

/** A condition that names the item is asked again for each, whatever it says without. */
function asksItems(call: DeepReadonly<TemplateCall>, condition: string): boolean {
  return hasItems(call) && condition.includes('{{');
}

function planSkipped(call: DeepReadonly<TemplateCall>, scope: BodyScope, plan: UnstartedPlan): CallPlan {
  return hasItems(call) ? planSkippedLoop(call, scope, plan) : plan;
}

/** What every item of a loop begins with. */
interface LoopBody {
  condition: string;
  args: readonly ResolvedArgument[];
  artifacts?: readonly Artifact[];
  callee: Callee;
}

function noItems(callee: Callee): SinglePlan {
  return { kind: 'skip', message: 'Skipped, empty params', callee };
}

function planLoop(call: DeepReadonly<TemplateCall>, scope: BodyScope, body: LoopBody): CallPlan {
  const expansion = expandCall(call, scope);
  if (!expansion.ok) {
    // What is given to a loop that is not to run need be no list.
    if (!expansion.unresolved && isFalse(body.condition)) return noItems(body.callee);
    return { kind: expansion.unresolved ? 'unresolved' : 'unexpandable', message: expansion.message };
  }
  const items: ItemPlan[] = [];
  for (const [index, item] of expansion.items.entries()) {
    const plan = planItem(body, layered(itemScope(item), scope.calls));
    if (plan.kind === 'unexpandable') return plan;
    items.push({ name: itemName(call.name, index, item), item, plan });
  }
  return items.length === 0 ? noItems(body.callee) : { kind: 'loop', items };
}

function planItem(
  { condition, args, artifacts, callee: outer }: LoopBody,
  scope: Scope,
): SinglePlan | { kind: 'unexpandable'; message: string } {
  const filled: ResolvedArgument[] = [];
  for (const argument of args) {
    if (argument.value === undefined) filled.push(argument);
    else {
      const value = fillItem(argument.value, scope);
      if (!value.ok) return { kind: 'unexpandable', message: value.message };
      filled.push({ ...argument, value: value.value });
    }
  }
  const places = substituteAll(artifacts, scope, 'lenient');
  if (!places.ok) return { kind: 'unexpandable', message: places.message };
  const callee = resolveCallee(outer, scope, 'complete');
  if (!callee.ok) return { kind: 'unexpandable', message: callee.message };
  const run: SinglePlan = {
    kind: 'run',
    args: filled,
    ...(places.value === undefined ? {} : { artifacts: [...places.value] }),
    callee: callee.value,
  };
  if (condition === '') return run;
  const when = fillItem(condition, scope);
  if (!when.ok) return { kind: 'unexpandable', message: when.message };
  return planOfCondition(when.value, callee.value) ?? run;
}

/** The items of a loop that does not run: each is skipped by itself. What other calls would give is not asked for. */
function planSkippedLoop(call: DeepReadonly<TemplateCall>, scope: BodyScope, plan: UnstartedPlan): CallPlan {
  const expansion = expandCall(call, { template: scope.template, calls: undefined });
  if (!expansion.ok || expansion.items.length === 0) return noItems(plan.callee);
  return {
    kind: 'loop',
    items: expansion.items.map((item, index) => {
      const callee = resolveCallee(plan.callee, itemScope(item), 'lenient');
      return {
        name: itemName(call.name, index, item),
        item,
        plan: callee.ok ? { ...plan, callee: callee.value } : plan,
      };
    }),
  };
}

function isFalse(condition: string): boolean {
  const proceed = condition === '' ? undefined : evaluateWhen(condition);
  return proceed?.ok === true && !proceed.value;
}

/** Undefined: the condition holds. */
function planOfCondition(condition: string, callee: Callee): UnstartedPlan | undefined {
  const proceed = evaluateWhen(condition);
  if (!proceed.ok) return { kind: 'invalid', message: proceed.error.message, callee };
  return proceed.value ? undefined : { kind: 'skip', message: `when '${condition}' evaluated false`, callee };
}

export function startPlannedCall(
  decision: Decision,
  plan: SinglePlan,
  place: Omit<TemplateCallSite, 'args' | keyof Callee>,
): string {
  const site = { ...place, ...plan.callee };
  switch (plan.kind) {
    case 'run':
      return callTemplate(decision, { ...site, args: plan.args, artifacts: plan.artifacts });
    case 'skip':
      return initializeUnstartedNode(decision, { ...site, args: [] }, 'Skipped', plan.message);
    case 'invalid':
      return initializeUnstartedNode(decision, { ...site, args: [] }, 'Error', plan.message);
  }
}
