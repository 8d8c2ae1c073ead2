import type { Template } from '@tiphys/spec';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { retryStrategyOf } from './retry-strategy.ts';

/** The hosts on which earlier attempts of a node have failed, where it is to run on another (RetryOnDifferentHost). */
export function hostsToAvoid(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
): string[] {
  if (retryStrategyOf(state, template)?.affinity?.nodeAntiAffinity === undefined) return [];
  const earlier = node.role === 'attempt' ? (state.nodes.get(node.ownerId ?? '')?.memberIds ?? []) : [];
  const hosts = new Set<string>();
  for (const id of earlier) {
    const { hostNodeName } = state.nodes.get(id) ?? {};
    if (hostNodeName !== undefined) hosts.add(hostNodeName);
  }
  return [...hosts];
}
