import { type Artifact, type Inputs, runsPod, type Template } from '@tiphys/spec';
import type { ResolvedArgument } from './arguments.ts';
import { resolveInputs } from './arguments.ts';
import { configMapsOf } from './config-map-value.ts';
import { endBeforeStart, startContainer } from './container.ts';
import { startTimeouts } from './deadline.ts';
import type { Decision } from './decision.ts';
import { annotatedName } from './display-name.ts';
import type { NodeInitialized, NodeRole } from './events.ts';
import { startHTTP } from './http-template.ts';
import { emitMetricsAtStart } from './metrics.ts';
import { displayName, newNodeId } from './node-name.ts';
import { retryStrategyOf } from './retry-strategy.ts';
import { endReused } from './reused-nodes.ts';
import { type InlineCall, surroundingScope } from './scope/body-scope.ts';
import { globalScope } from './scope/global-scope.ts';
import { fixedScope, layered, type Scope } from './scope/scope.ts';
import type { DeepReadonly } from './state.ts';
import { withOfferedValues } from './supplied-outputs.ts';
import { startSuspend } from './suspend.ts';
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
  /** `steps` or `tasks`, for the variable that names the caller. */
  calledFrom: 'steps' | 'tasks' | undefined;
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

/** Runs a template whose inputs are there, be it a call's or an attempt's. */
export function startTemplate(
  decision: Decision,
  site: TemplateCallSite,
  template: DeepReadonly<Template>,
  given: DeepReadonly<Inputs> | undefined,
  scope: Scope,
): string {
  const id = newNodeId(decision.state, site.nodeName);
  const inputs = given as Inputs | undefined;
  const reused = runsPod(template) ? decision.state.reusedNodes.get(id) : undefined;
  if (reused !== undefined) {
    initialize(decision, site, id, 'Skipped', 'Running', inputs, reused.message);
    endReused(decision, id, reused);
    return id;
  }
  if (runsPod(template)) {
    initialize(decision, site, id, 'Pod', 'Pending', inputs);
    const limits = startTimeouts(decision, id, template, scope);
    if (limits.ok) startContainer(decision, id, template, scope);
    else endBeforeStart(decision, id, 'Error', limits.message);
    return id;
  }
  if (template.http !== undefined) {
    initialize(decision, site, id, 'HTTP', 'Pending', inputs);
    startHTTP(decision, id, template, scope);
    return id;
  }
  if (template.suspend !== undefined) {
    initialize(decision, site, id, 'Suspend', 'Running', withOfferedValues(given) as Inputs | undefined);
    startSuspend(decision, id, template, scope);
    return id;
  }
  if (template.steps !== undefined || template.dag !== undefined) {
    initialize(decision, site, id, template.dag === undefined ? 'Steps' : 'DAG', 'Running', inputs);
    decision.enqueue(id);
    return id;
  }
  return initializeErrorNode(decision, site, `template '${template.name}' missing specification`);
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
  nodeType: 'Pod' | 'Steps' | 'DAG' | 'Retry' | 'Suspend' | 'HTTP' | 'Skipped',
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
  site: InlineCall & Pick<TemplateCallSite, 'nodeName' | 'calledFrom'>,
): Scope {
  const owner = site.ownerId === undefined ? undefined : decision.state.nodes.get(site.ownerId);
  const seesOutcome = owner?.seesOutcome ?? site.role !== 'entry';
  return layered(
    fixedScope([
      ['node.name', site.nodeName],
      [`${site.calledFrom}.name`, site.calledFrom === undefined ? undefined : site.callName],
    ]),
    surroundingScope(decision, site),
    globalScope(decision.state, seesOutcome, decision.at),
  );
}
