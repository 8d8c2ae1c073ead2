import { withInputs } from '../call/arguments.ts';
import { type Callee, templateOf } from '../call/template-of.ts';
import { dagGraph, isAncestor } from '../dag/dag-graph.ts';
import type { Decision } from '../decision.ts';
import type { NodeRole } from '../events.ts';
import type { NodeState } from '../state.ts';
import { hasVariable, stepName } from '../steps/step-name.ts';
import { type ArtifactScope, callArtifacts, layeredArtifacts, templateArtifacts } from './artifact-scope.ts';
import { callerNames } from './caller-name.ts';
import { callsScope, type KnownCall } from './calls-scope.ts';
import { globalScope } from './global-scope.ts';
import { itemScope } from './item-scope.ts';
import { emptyScope, fixedScope, layered, type Scope } from './scope.ts';

/**
 * What the calls in the body of a Steps or DAG template may refer to, in Argo's two passes: first what the template
 * itself knows (`workflow.*`, `inputs.*`), then its other calls.
 */
export interface BodyScope {
  template: Scope;
  calls: Scope;
  /** What `from` may name. */
  artifacts: ArtifactScope;
  /** What the calls are, since steps and tasks differ in what they forgive. */
  kind: 'steps' | 'tasks';
}

/** What the template of a Steps or DAG node knows by itself. */
export function templateScopeOf(decision: Decision, node: NodeState): Scope {
  return withInputs(
    layered(
      fixedScope(callerNames(decision.state, { ...node, nodeName: node.name })),
      surroundingScope(decision, node),
      globalScope(decision.state, node.seesOutcome, decision.at),
    ),
    node.inputs,
  );
}

/**
 * What a template that stands in a step or task may refer to because it stands there: all that the call may, the
 * inputs of the template around it, the other calls and the item. In Argo those have been filled in before it starts.
 */
export function surroundingScope(decision: Decision, call: InlineCall): Scope {
  const { boundaryID, templateName, templateRef, ownerId, role } = call;
  if (templateName !== '' || templateRef !== undefined || boundaryID === undefined) return emptyScope;
  if (role === 'attempt') return surroundingScope(decision, decision.node(ownerId ?? ''));
  const boundary = decision.node(boundaryID);
  const body =
    role === 'step' ? stepsBodyScope(decision, boundary) : dagBodyScope(decision, boundary, call.callName);
  return call.item === undefined ? body.calls : layered(itemScope(call.item), body.calls);
}

/** The node of a call, or the call that is to get one. */
export type InlineCall = Callee & {
  boundaryID: string | undefined;
  ownerId: string | undefined;
  role: NodeRole;
  callName: string | undefined;
  item?: string | undefined;
};

/** In a steps template: the steps of all groups that have ended. */
export function stepsBodyScope(decision: Decision, node: NodeState): BodyScope {
  const template = templateScopeOf(decision, node);
  const index = stepIndex(decision, node, template);
  const find = (name: string): KnownCall | undefined => {
    const place = index.get(name);
    const group = place === undefined ? undefined : node.memberIds[place.group];
    if (place === undefined || group === undefined || !decision.node(group).settled) return undefined;
    return knownStep(decision, { ...place, name }, decision.node(group));
  };
  const all = function* (): Iterable<KnownCall> {
    for (const name of index.keys()) {
      const call = find(name);
      if (call !== undefined) yield call;
    }
  };
  return {
    template,
    calls: layered(callsScope('steps', find, all), template),
    artifacts: layeredArtifacts(callArtifacts('steps', find, all), templateArtifacts(decision.state, node)),
    kind: 'steps',
  };
}

/** In a DAG template: the tasks that this one waits for, at whatever distance. Without a task: all of them. */
export function dagBodyScope(decision: Decision, node: NodeState, task: string | undefined): BodyScope {
  const template = templateScopeOf(decision, node);
  const dag = templateOf(decision.state, node)?.dag;
  const find = (name: string): KnownCall | undefined => {
    if (dag === undefined) return undefined;
    if (task !== undefined && !isAncestor(dagGraph(dag), task, name)) return undefined;
    return knownCall(decision, name, node.dag?.taskIds.get(name));
  };
  const all = function* (): Iterable<KnownCall> {
    for (const name of node.dag?.taskIds.keys() ?? []) {
      const call = find(name);
      if (call !== undefined) yield call;
    }
  };
  return {
    template,
    calls: layered(callsScope('tasks', find, all), template),
    artifacts: layeredArtifacts(callArtifacts('tasks', find, all), templateArtifacts(decision.state, node)),
    kind: 'tasks',
  };
}

function knownCall(decision: Decision, name: string, id: string | undefined): KnownCall | undefined {
  // Empty: it was removed in a restart, and is not there again yet.
  if (id === undefined || id === '') return undefined;
  const node = decision.node(id);
  const template = templateOf(decision.state, node);
  const call: KnownCall = { name, node: lastAttempt(decision, node), visibility: 'finished', template };
  return node.type === 'TaskGroup' ? { ...call, items: nodesOf(decision, node.memberIds) } : call;
}

/** What a call with retries tells of itself is what its last attempt tells (Argo's possiblyGetRetryChildNode). */
function lastAttempt(decision: Decision, node: NodeState): NodeState {
  const last = node.type === 'Retry' && node.memoization?.hit !== true ? node.memberIds.at(-1) : undefined;
  return last === undefined ? node : decision.node(last);
}

/** A step with items has no node of its own: the group's facts stand for it, as in Argo. */
function knownStep(
  decision: Decision,
  { name, callName, step: place }: StepPlace & { name: string },
  group: NodeState,
): KnownCall | undefined {
  const expanded = group.expandedIds.get(callName);
  if (expanded !== undefined) {
    const items = nodesOf(decision, expanded).filter(({ type }) => type !== 'Skipped');
    const call: KnownCall = { name, node: group, visibility: 'finished', template: undefined };
    return items.length === 0 ? call : { ...call, items };
  }
  const ids = group.memberIds;
  if (group.expandedIds.size === 0) return knownCall(decision, name, ids[place]);
  return knownCall(
    decision,
    name,
    ids.find((id) => decision.state.nodes.get(id)?.callName === callName),
  );
}

function nodesOf(decision: Decision, ids: readonly string[]): NodeState[] {
  return ids.flatMap((id) => decision.state.nodes.get(id) ?? []);
}

export interface StepPlace {
  group: number;
  step: number;
  /** Its name in the manifest. */
  callName: string;
}

const stepIndexes = new WeakMap<object, ReadonlyMap<string, StepPlace>>();

/**
 * Where each step of a steps template stands, by the name that its node has. In a manifest names are unique; those
 * that are built may turn out the same, and then the first one has it.
 *
 * @param template what the template knows by itself.
 */
export function stepIndex(
  decision: Decision,
  node: NodeState,
  template: Scope,
): ReadonlyMap<string, StepPlace> {
  const groups = templateOf(decision.state, node)?.steps ?? [];
  const known = stepIndexes.get(groups);
  if (known !== undefined) return known;
  const index = new Map<string, StepPlace>();
  let isBuilt = false;
  for (const [group, steps] of groups.entries()) {
    for (const [step, { name: callName }] of steps.entries()) {
      const name = stepName(callName, template);
      if (hasVariable(callName)) isBuilt = true;
      if (!index.has(name)) index.set(name, { group, step, callName });
    }
  }
  // What is built has another name in another node of the template.
  if (!isBuilt) stepIndexes.set(groups, index);
  return index;
}
