import type { NodeSelectorRequirement, NodeSelectorTerm, Toleration } from '@tiphys/spec';
import type { Placement, PodRequests } from './container-task.ts';
import { DEFAULT_POOL } from './placement.ts';
import { lacking } from './pod-requests.ts';

/** The label that stands for Kubernetes's `metadata.name`. */
export const HOST_NAME_LABEL = 'kubernetes.io/hostname';

/** The label by which a task asks for the agents of a pool. */
const POOL_LABEL = 'tiphys.io/pool';

/** Keeps tasks away from an agent that do not tolerate it. */
export interface Taint {
  key: string;
  value: string;
  /** `PreferNoSchedule` keeps nothing away. */
  effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** What of an agent decides which tasks it may run. */
export interface PlacementAgent {
  agentId: string;
  pool: string;
  labels: Readonly<Record<string, string>>;
  taints?: readonly Taint[] | undefined;
  /** Undefined: it takes whatever is asked for. */
  allocatable?: PodRequests | undefined;
}

/** Whether an agent may run what has the placement. */
export function matchesPlacement(placement: Placement, agent: PlacementAgent): boolean {
  return placementProblems(placement, agent).length === 0;
}

/**
 * Why an agent may not run what has the placement, in the words of Kubernetes's scheduler, the first kind that is
 * found; empty where it may. One of a pool of its own takes only what asks for that pool.
 */
export function placementProblems(placement: Placement, agent: PlacementAgent): string[] {
  if (placement.agentId !== undefined) return placement.agentId === agent.agentId ? [] : [OTHER_LABELS];
  const taint = agent.taints?.find((one) => keepsAway(one, placement.tolerations ?? []));
  if (taint !== undefined) return [`agent(s) had untolerated taint {${taint.key}: ${taint.value}}`];
  if (!hasLabels(placement, agent)) return [OTHER_LABELS];
  if (placement.requests === undefined || agent.allocatable === undefined) return [];
  return lacking(placement.requests, agent.allocatable).map((name) => `Insufficient ${name}`);
}

const OTHER_LABELS = "agent(s) didn't match Pod's node affinity/selector";

/** Whether an agent with these taints leaves alone what asks for nothing. */
export function isReserved(taints: readonly Taint[]): boolean {
  return taints.some((taint) => keepsAway(taint, []));
}

function hasLabels({ labels: wanted = {}, terms }: Placement, agent: PlacementAgent): boolean {
  if (agent.pool !== DEFAULT_POOL && wanted[POOL_LABEL] !== agent.pool) return false;
  const labels = new Map([...Object.entries(agent.labels), [POOL_LABEL, agent.pool] as const]);
  const has = Object.entries(wanted).every(([key, value]) => labels.get(key) === value);
  return has && (terms === undefined || terms.some((term) => termHolds(term, labels)));
}

/** As Kubernetes has it (Toleration.ToleratesTaint). */
function keepsAway(taint: Taint, tolerations: readonly Toleration[]): boolean {
  if (taint.effect === 'PreferNoSchedule') return false;
  return !tolerations.some(({ key = '', operator = '', value = '', effect = '' }) => {
    if (effect !== '' && effect !== taint.effect) return false;
    if (key !== '' && key !== taint.key) return false;
    if (operator === 'Exists') return true;
    return (operator === '' || operator === 'Equal') && value === taint.value;
  });
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
