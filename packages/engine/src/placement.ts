import { fnv1a32, type NodeSelectorRequirement, type NodeSelectorTerm, type Scheduling } from '@tiphys/spec';
import { type Result, success } from './result.ts';
import type { Scope } from './scope/scope.ts';
import type { DeepReadonly, NodeState, WorkflowState } from './state.ts';
import { substituteAll } from './substitution.ts';
import { templateOf } from './template-of.ts';

/** The pool that agents pull from unless they say otherwise. */
export const DEFAULT_POOL = 'default';

/** Which agents may run a task, every variable resolved. */
export interface Placement {
  /** Labels that the agent has. */
  labels?: Record<string, string> | undefined;
  /** One of these holds of its labels. */
  terms?: NodeSelectorTerm[] | undefined;
  /** The only agent that may: what the task needs is there. */
  agentId?: string | undefined;
}

/** The label that stands for Kubernetes's `metadata.name`. */
export const HOST_NAME_LABEL = 'kubernetes.io/hostname';

/**
 * Where a node's container may run: as its template says, else the template around it, else the workflow (Argo's
 * addSchedulingConstraints), selector and affinity each by itself.
 *
 * @returns undefined where any agent will do.
 */
export function resolvePlacement(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Scheduling>,
  scope: Scope,
): Result<Placement | undefined> {
  const boundary = node.boundaryID === undefined ? undefined : state.nodes.get(node.boundaryID);
  const around = boundary === undefined ? undefined : templateOf(state, boundary);
  const places = [template, around, state.workflow.spec];
  const selector = places.map((place) => place?.nodeSelector).find(isThere);
  const affinity = places.map((place) => place?.affinity).find((value) => value !== undefined);
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (selector === undefined && required === undefined) return success(undefined);
  const rendered = substituteAll({ selector, terms: required?.nodeSelectorTerms ?? [] }, scope, 'lenient');
  if (!rendered.ok) return rendered;
  const { selector: labels, terms } = rendered.value;
  return success({
    ...(labels === undefined ? {} : { labels: { ...labels } }),
    ...(required === undefined ? {} : { terms: terms as NodeSelectorTerm[] }),
  });
}

function isThere(selector: Readonly<Record<string, string>> | undefined): boolean {
  return selector !== undefined && Object.keys(selector).length > 0;
}

/** The pool of a task: agents that may run it pull from it. One that only one agent may run has that agent's. */
export function poolOf(placement: Placement | undefined): string {
  if (placement === undefined) return DEFAULT_POOL;
  if (placement.agentId !== undefined) return poolOfAgent(placement.agentId);
  const { labels, terms } = placement;
  const sorted = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([sorted, terms ?? null]);
  return `placed-${hex(fnv1a32(text))}${hex(fnv1a32(`again ${text}`))}`;
}

/** What only this agent may run. */
export function poolOfAgent(agentId: string): string {
  return `agent-${agentId}`;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}

/** The label by which a task asks for the agents of a pool. */
const POOL_LABEL = 'tiphys.io/pool';

/** Whether an agent may run what has the placement. One of a pool of its own takes only what asks for that pool. */
export function matchesPlacement(
  placement: Placement,
  agent: { agentId: string; pool: string; labels: Readonly<Record<string, string>> },
): boolean {
  if (placement.agentId !== undefined) return placement.agentId === agent.agentId;
  if (agent.pool !== DEFAULT_POOL && placement.labels?.[POOL_LABEL] !== agent.pool) return false;
  const labels = new Map([...Object.entries(agent.labels), [POOL_LABEL, agent.pool] as const]);
  const { labels: wanted = {}, terms } = placement;
  const has = Object.entries(wanted).every(([key, value]) => labels.get(key) === value);
  return has && (terms === undefined || terms.some((term) => termHolds(term, labels)));
}

function termHolds(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  labels: ReadonlyMap<string, string>,
): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const ofHost = new Map([['metadata.name', labels.get(HOST_NAME_LABEL) ?? '']]);
  return (
    matchExpressions.every((requirement) => requirementHolds(requirement, labels)) &&
    matchFields.every((requirement) => requirementHolds(requirement, ofHost))
  );
}

/** As Kubernetes has them (labels.Requirement.Matches); an operator that it does not know never holds. */
function requirementHolds(
  { key, operator, values = [] }: NodeSelectorRequirement,
  labels: ReadonlyMap<string, string>,
): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return isInteger(value) && isInteger(values[0]) && Number(value) > Number(values[0]);
    case 'Lt':
      return isInteger(value) && isInteger(values[0]) && Number(value) < Number(values[0]);
    default:
      return false;
  }
}

function isInteger(text: string | undefined): text is string {
  return text !== undefined && /^[+-]?\d+$/.test(text);
}
