import { type Artifact, type Inputs, type NodeType, runsPod, type Template } from '@tiphys/spec';
import type { Decision } from '../decision.ts';
import type { NodeInitialized, NodeRole } from '../events.ts';
import { type Gate, gateOf, openGate } from '../locks/gate.ts';
import { endBeforeStart, startContainer } from '../pod/container.ts';
import { success } from '../result.ts';
import { retryStrategyOf } from '../retry/retry-strategy.ts';
import { type InlineCall, surroundingScope } from '../scope/body-scope.ts';
import { callerNames } from '../scope/caller-name.ts';
import { globalScope } from '../scope/global-scope.ts';
import { fixedScope, layered, type Scope } from '../scope/scope.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { startData } from '../templates/data-template.ts';
import { startHTTP } from '../templates/http-template.ts';
import { startSuspend } from '../templates/suspend.ts';
import { startTimeouts } from '../time/deadline.ts';
import { emitMetricsAtStart } from '../workflow/metrics.ts';
import type { ResolvedArgument } from './arguments.ts';
import { resolveInputs } from './arguments.ts';
import { configMapsOf } from './config-map-value.ts';
import { annotatedName } from './display-name.ts';
import { endReused } from './end-reused.ts';
import { displayName, newNodeId } from './node-name.ts';
import { withOfferedValues } from './supplied-outputs.ts';
import { bodyScopeOf, type Callee, notFoundMessage, templateKey } from './template-of.ts';

/** Argo's default; a template that calls itself without end stops there. */
const MAX_DEPTH = 100;

/** One use of a template: everything its node needs to know about where it stands. */
export interface TemplateCallSite extends Callee {
  nodeName: string;
  args: readonly ResolvedArgument[];
  /** Artifact arguments, with the places where they lie. */
  artifacts?: DeepReadonly<Artifact[]> | undefined;
  role: NodeRole;
  ownerId: string | undefined;
  boundaryID: string | undefined;
  callName: string | undefined;
  index: number | undefined;
  /** What the call was expanded for, as JSON. */
  item?: string | undefined;
  /** Nodes that get the new one as a child. */
  parentIds: string[];
  /** Shown instead of the name below the boundary. */
  displayName?: string | undefined;
  /** How an error is worded where the call itself fails; Argo's DAG names the task. */
  describeError?: ((message: string) => string) | undefined;
}

/**
 * Starts a template for a call (Argo's executeTemplate): initializes the node and either schedules its container
 * or has the Steps or DAG node looked at. What prevents it (no such template, an input without a value) becomes a
 * node in Error.
 *
 * @returns the id of the node.
 */
export function callTemplate(decision: Decision, site: TemplateCallSite): string {
  const boundary = site.boundaryID === undefined ? undefined : decision.node(site.boundaryID);
  if ((boundary?.depth ?? 0) + 1 >= MAX_DEPTH) {
    return initializeUnstartedNode(decision, site, 'Error', 'Maximum recursion depth exceeded');
  }
  const template = decision.state.templates.get(templateKey(decision.state, boundary, site, site.callName));
  if (template === undefined) {
    return initializeErrorNode(decision, site, notFoundMessage(decision.state, site));
  }
  const scope = callerScope(decision, site);
  const inputs = resolveInputs(
    template,
    site.args,
    site.artifacts ?? [],
    scope,
    configMapsOf(decision.surroundings, decision.state.namespace),
  );
  if (!inputs.ok) return initializeErrorNode(decision, site, inputs.message);
  const shown = annotatedName(template, inputs.value, scope);
  if (!shown.ok) return initializeErrorNode(decision, site, shown.message);
  return startCalled(decision, { ...site, displayName: shown.value }, template, inputs.value, scope);
}

function startCalled(
  decision: Decision,
  site: TemplateCallSite,
  template: DeepReadonly<Template>,
  inputs: Inputs | undefined,
  scope: Scope,
): string {
  const gate = gateOf(decision, template, inputs, scope);
  if (!gate.ok) return initializeErrorNode(decision, site, gate.message);
  // What an earlier run has put out needs neither lock nor cache.
  const isReused = decision.state.reusedNodes.has(newNodeId(decision.state, site.nodeName));
  if (gate.value !== undefined && !isReused)
    return callBehindGate(decision, site, template, inputs, scope, gate.value);
  if (retryStrategyOf(decision.state, template) === undefined) {
    const started = startTemplate(decision, site, template, inputs, scope);
    emitMetricsAtStart(decision, started);
    return started;
  }
  const id = newNodeId(decision.state, site.nodeName);
  initialize(decision, site, id, 'Retry', 'Running', inputs);
  emitMetricsAtStart(decision, id);
  decision.enqueue(id);
  return id;
}

/** A call whose locks or cache have to be asked first: its node waits as what it will be. */
function callBehindGate(
  decision: Decision,
  site: TemplateCallSite,
  template: DeepReadonly<Template>,
  inputs: Inputs | undefined,
  scope: Scope,
  gate: Gate,
): string {
  const type = retryStrategyOf(decision.state, template) === undefined ? typeOf(template) : 'Retry';
  if (type === undefined) {
    return initializeErrorNode(decision, site, `template '${template.name}' missing specification`);
  }
  const id = newNodeId(decision.state, site.nodeName);
  initialize(decision, site, id, type, 'Pending', type === 'Suspend' ? offered(inputs) : inputs);
  emitMetricsAtStart(decision, id);
  const limits = isLeaf(type) ? startTimeouts(decision, id, template, scope) : success(undefined);
  if (limits.ok) openGate(decision, id, gate);
  else endBeforeStart(decision, id, 'Error', limits.message);
  decision.enqueue(id);
  return id;
}

/** Begins a node that has been Pending so far, since it had to wait. */
export function beginNode(
  decision: Decision,
  node: NodeState,
  template: DeepReadonly<Template>,
  scope: Scope,
): void {
  const { id, type, message } = node;
  if (isLeaf(type)) {
    if (message !== '') decision.emit({ type: 'nodePhaseChanged', id, phase: 'Pending', message: '' });
    beginLeaf(decision, id, template, scope);
    return;
  }
  decision.emit({ type: 'nodePhaseChanged', id, phase: 'Running', message: '' });
  if (type === 'Suspend') startSuspend(decision, id, template, scope);
  else decision.enqueue(id);
}

function beginLeaf(decision: Decision, id: string, template: DeepReadonly<Template>, scope: Scope): void {
  if (template.http !== undefined) startHTTP(decision, id, template, scope);
  else if (template.data !== undefined) startData(decision, id, template, scope);
  else startContainer(decision, id, template, scope);
}

function offered(inputs: DeepReadonly<Inputs> | undefined): Inputs | undefined {
  return withOfferedValues(inputs) as Inputs | undefined;
}

/** What an agent runs. */
function isLeaf(type: NodeType): boolean {
  return type === 'Pod' || type === 'HTTP';
}

function typeOf(template: DeepReadonly<Template>): BodyType | undefined {
  if (runsPod(template)) return 'Pod';
  if (template.http !== undefined) return 'HTTP';
  if (template.suspend !== undefined) return 'Suspend';
  if (template.steps !== undefined) return 'Steps';
  return template.dag === undefined ? undefined : 'DAG';
}

type BodyType = 'Pod' | 'HTTP' | 'Suspend' | 'Steps' | 'DAG';

/** Runs a template whose inputs are there, be it a call's or an attempt's. */
export function startTemplate(
  decision: Decision,
  site: TemplateCallSite,
  template: DeepReadonly<Template>,
  given: DeepReadonly<Inputs> | undefined,
  scope: Scope,
): string {
  const id = newNodeId(decision.state, site.nodeName);
  const reused = runsPod(template) ? decision.state.reusedNodes.get(id) : undefined;
  if (reused !== undefined) {
    initialize(decision, site, id, 'Skipped', 'Running', given as Inputs | undefined, reused.message);
    endReused(decision, id, reused);
    return id;
  }
  const type = typeOf(template);
  if (type === undefined) {
    return initializeErrorNode(decision, site, `template '${template.name}' missing specification`);
  }
  const shown = type === 'Suspend' ? offered(given) : (given as Inputs | undefined);
  initialize(decision, site, id, type, isLeaf(type) ? 'Pending' : 'Running', shown);
  if (isLeaf(type)) {
    const limits = startTimeouts(decision, id, template, scope);
    if (limits.ok) beginLeaf(decision, id, template, scope);
    else endBeforeStart(decision, id, 'Error', limits.message);
  } else if (type === 'Suspend') startSuspend(decision, id, template, scope);
  else decision.enqueue(id);
  return id;
}

/** A call that never starts: `Skipped` and `Omitted` by decision, `Error` because it cannot. Argo's type for all is Skipped. */
export function initializeUnstartedNode(
  decision: Decision,
  site: TemplateCallSite,
  phase: 'Skipped' | 'Omitted' | 'Error',
  message: string,
): string {
  const id = newNodeId(decision.state, site.nodeName);
  initialize(decision, site, id, 'Skipped', phase, undefined, message);
  decision.enqueue(id);
  return id;
}

function initializeErrorNode(decision: Decision, site: TemplateCallSite, message: string): string {
  return initializeUnstartedNode(decision, site, 'Error', site.describeError?.(message) ?? message);
}

function initialize(
  decision: Decision,
  site: TemplateCallSite,
  id: string,
  nodeType: BodyType | 'Retry' | 'Skipped',
  phase: 'Pending' | 'Running' | 'Skipped' | 'Omitted' | 'Error',
  inputs: Inputs | undefined,
  message?: string,
): void {
  const { state } = decision;
  const boundary = site.boundaryID === undefined ? undefined : state.nodes.get(site.boundaryID);
  decision.emit({
    type: 'nodeInitialized',
    id,
    name: site.nodeName,
    displayName: site.displayName ?? displayName(boundary?.name, site.nodeName),
    nodeType,
    ...calleeFields(decision, site),
    phase,
    boundaryID: site.boundaryID,
    message,
    inputs,
    nodeFlag: nodeFlag(decision, site, nodeType),
    role: site.role,
    ownerId: site.ownerId,
    callName: site.callName,
    index: site.index,
    item: site.item,
    parentIds: site.parentIds,
  });
}

/** Hooks, handlers and attempts are flagged; nodes that never start carry an empty flag, as Argo writes them. */
function nodeFlag(
  decision: Decision,
  { role, ownerId }: TemplateCallSite,
  nodeType: string,
): NodeInitialized['nodeFlag'] {
  if (role === 'hook' || role === 'exitHandler') return { hooked: true };
  if (role === 'attempt') return { ...decision.node(ownerId ?? '').nodeFlag, retried: true };
  return nodeType === 'Skipped' ? {} : undefined;
}

/** What the node of a call says of its template, and of the scope in which that was looked up. */
export function calleeFields(
  { state }: Decision,
  site: Pick<TemplateCallSite, 'templateName' | 'templateRef' | 'boundaryID' | 'callName'>,
): Pick<NodeInitialized, 'templateName' | 'templateRef' | 'templateKey' | 'templateScope'> {
  const boundary = site.boundaryID === undefined ? undefined : state.nodes.get(site.boundaryID);
  const key = templateKey(state, boundary, site, site.callName);
  return {
    templateName: site.templateName,
    ...(site.templateRef === undefined ? {} : { templateRef: { ...site.templateRef } }),
    ...(key === site.templateName ? {} : { templateKey: key }),
    templateScope: bodyScopeOf(state, boundary),
  };
}

/** What a template may refer to apart from its inputs: `workflow.*`, and its own name and its caller's. */
export function callerScope(
  decision: Decision,
  site: InlineCall & Pick<TemplateCallSite, 'nodeName'>,
): Scope {
  const owner = site.ownerId === undefined ? undefined : decision.state.nodes.get(site.ownerId);
  const seesOutcome = owner?.seesOutcome ?? site.role !== 'entry';
  return layered(
    fixedScope(callerNames(decision.state, site)),
    surroundingScope(decision, site),
    globalScope(decision.state, seesOutcome, decision.at),
  );
}

/** The same for a call that has its node. */
export function callerScopeOf(decision: Decision, node: NodeState): Scope {
  return callerScope(decision, { ...node, nodeName: node.name });
}
