import { fnv1a32, type NodeSelectorTerm, type Scheduling, type Toleration } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import type { Placement } from './container-task.ts';

/** The pool that agents pull from unless they say otherwise. */
export const DEFAULT_POOL = 'default';

/**
 * What says where a node's container may run: its template, else the template around it, else the workflow (Argo's
 * addSchedulingConstraints), selector, affinity and tolerations each by itself.
 */
export function schedulingOf(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Scheduling>,
): DeepReadonly<Scheduling> {
  const boundary = node.boundaryID === undefined ? undefined : state.nodes.get(node.boundaryID);
  const around = boundary === undefined ? undefined : templateOf(state, boundary);
  const places = [template, around, state.workflow.spec];
  const selector = places.map((place) => place?.nodeSelector).find(isThere);
  const affinity = places.map((place) => place?.affinity).find((value) => value !== undefined);
  const tolerations = places.map((place) => place?.tolerations ?? []).find((list) => list.length > 0);
  return {
    ...(selector === undefined ? {} : { nodeSelector: selector }),
    ...(affinity === undefined ? {} : { affinity }),
    ...(tolerations === undefined ? {} : { tolerations }),
  };
}

/**
 * Which agents a pod may go to, whose variables are replaced.
 *
 * @returns undefined where any agent will do.
 */
export function placementOf({
  nodeSelector,
  affinity,
  tolerations = [],
}: DeepReadonly<Scheduling>): Placement | undefined {
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selects = isThere(nodeSelector);
  if (!selects && required === undefined && tolerations.length === 0) return undefined;
  return {
    ...(selects ? { labels: { ...nodeSelector } } : {}),
    ...(required === undefined ? {} : { terms: (required.nodeSelectorTerms ?? []) as NodeSelectorTerm[] }),
    ...(tolerations.length === 0 ? {} : { tolerations: tolerations as Toleration[] }),
  };
}

function isThere(selector: Readonly<Record<string, string>> | undefined): boolean {
  return selector !== undefined && Object.keys(selector).length > 0;
}

/** The pool of a task: agents that may run it pull from it. One that only one agent may run has that agent's. */
export function poolOf(placement: Placement | undefined): string {
  if (placement === undefined) return DEFAULT_POOL;
  if (placement.agentId !== undefined) return poolOfAgent(placement.agentId);
  const { labels, terms, tolerations, requests } = placement;
  const sorted = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const more =
    tolerations === undefined && requests === undefined ? [] : [tolerations ?? [], requests ?? null];
  const text = JSON.stringify([sorted, terms ?? null, ...more]);
  return `placed-${hex(fnv1a32(text))}${hex(fnv1a32(`again ${text}`))}`;
}

/** What only this agent may run. */
export function poolOfAgent(agentId: string): string {
  return `agent-${agentId}`;
}

function hex(number: number): string {
  return number.toString(16).padStart(8, '0');
}
