import { type DependsLogic, evaluateDepends, type NodePhase, type TaskResult } from '@tiphys/spec';
import { continuesOn } from '../call/continue-on.ts';
import type { NodeState, WorkflowState } from '../state.ts';
import type { DagGraph } from './dag-graph.ts';

/**
 * Whether a task whose dependencies have all settled is to run (Argo's evaluateDependsLogic). A task that is named
 * without a result lets its dependents go on after Succeeded and Skipped, once it is a daemon, and after what its `continueOn` says
 * (expandDependency).
 */
export function allowsTask(
  state: WorkflowState,
  graph: DagGraph,
  logic: DependsLogic | undefined,
  nodeOf: (task: string) => NodeState,
): boolean {
  if (logic === undefined) return true;
  return evaluateDepends(logic, (task, result) => {
    const node = nodeOf(task);
    const { phase } = node;
    if (result === 'AnySucceeded' || result === 'AllFailed') return itemsHold(state, node, result);
    if (result === 'Daemoned') return node.daemon === 'ready';
    if (result !== undefined) return phase === PHASES[result];
    return (
      phase === 'Succeeded' ||
      phase === 'Skipped' ||
      node.daemon === 'ready' ||
      continuesOn(graph.tasks.get(task)?.continueOn, phase)
    );
  });
}

const PHASES: Readonly<Record<Exclude<TaskResult, 'AnySucceeded' | 'AllFailed' | 'Daemoned'>, NodePhase>> = {
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Errored: 'Error',
  Skipped: 'Skipped',
  Omitted: 'Omitted',
};

/** Neither holds of a task that came out without items. */
function itemsHold(state: WorkflowState, group: NodeState, result: 'AnySucceeded' | 'AllFailed'): boolean {
  const phases = group.memberIds.map((id) => state.nodes.get(id)?.phase);
  if (group.type !== 'TaskGroup') return false;
  return result === 'AnySucceeded'
    ? phases.includes('Succeeded')
    : phases.length > 0 && phases.every((phase) => phase === 'Failed');
}
