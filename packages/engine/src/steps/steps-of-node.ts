import type { WorkflowStep } from '@tiphys/spec';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import type { DeepReadonly, NodeState } from '../state.ts';

/** The groups of a Steps node, as the manifest has them. */
export function stepGroups(decision: Decision, node: NodeState): DeepReadonly<WorkflowStep[][]> {
  return templateOf(decision.state, node)?.steps ?? [];
}

/** The steps of this group, as the manifest has them. */
export function stepsOf(decision: Decision, group: NodeState): DeepReadonly<WorkflowStep[]> {
  const stepsNode = decision.node(group.ownerId ?? '');
  return stepGroups(decision, stepsNode)[group.index ?? 0] ?? [];
}

/** The step that a node of the group runs: at its place, unless items before it have moved it on. */
export function stepOf(
  steps: DeepReadonly<WorkflowStep[]>,
  node: NodeState,
): DeepReadonly<WorkflowStep> | undefined {
  const there = steps[node.index ?? 0];
  return there?.name === node.callName ? there : steps.find(({ name }) => name === node.callName);
}
