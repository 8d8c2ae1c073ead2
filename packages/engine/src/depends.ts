import { type DependsLogic, evaluateDepends, type TaskResult } from '@tiphys/spec';
import { continuesOn } from './continue-on.ts';
import type { DagGraph } from './dag-graph.ts';
import type { NodeState } from './state.ts';

/**
 * Whether a task whose dependencies have all settled is to run (Argo's evaluateDependsLogic). A task that is named
 * without a result lets its dependents go on after Succeeded and Skipped, and after what its `continueOn` says
 * (expandDependency).
 */
export function allowsTask(
  graph: DagGraph,
  logic: DependsLogic | undefined,
  nodeOf: (task: string) => NodeState,
): boolean {
  if (logic === undefined) return true;
  return evaluateDepends(logic, (task, result) => {
    const { phase } = nodeOf(task);
    if (result !== undefined) return phase === PHASES[result];
    return (
      phase === 'Succeeded' || phase === 'Skipped' || continuesOn(graph.tasks.get(task)?.continueOn, phase)
    );
  });
}

/** Undefined: no node of this language ever ends like that (daemons, and tasks with items). */
const PHASES: Readonly<Record<TaskResult, NodeState['phase'] | undefined>> = {
  Succeeded: 'Succeeded',
  Failed: 'Failed',
  Errored: 'Error',
  Skipped: 'Skipped',
  Omitted: 'Omitted',
  Daemoned: undefined,
  AnySucceeded: undefined,
  AllFailed: undefined,
};
