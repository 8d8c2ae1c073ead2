import { continuesOn } from '../call/continue-on.ts';
import { isCompleted, isFailedOrError, type NodeState, type WorkflowState } from '../state.ts';
import type { DagGraph } from './dag-graph.ts';
import type { DagPlan } from './dag-plan.ts';

/**
 * The phase of a DAG whose tasks have all settled (Argo's assessDAGPhase). Its targets decide, those apart that may
 * end like that (`continueOn`): the first one that failed, or without `failFast` the last. A target that was omitted
 * or skipped takes the phase of the branch that led to it, and of several branches one that failed.
 * Under a shutdown a DAG fails whatever its tasks did, unless it belongs to a handler or to a hook that goes on.
 */
export function dagPhase(
  state: WorkflowState,
  node: NodeState,
  { graph, targets, failFast }: DagPlan,
): 'Succeeded' | 'Failed' | 'Error' {
  if (state.shutdown !== undefined && !node.survivesStop) return 'Failed';
  const branches = new Map<string, Branch>();
  for (const name of topologicalOrder(graph)) {
    const id = node.dag?.taskIds.get(name);
    const task = id === undefined ? undefined : state.nodes.get(id);
    if (task === undefined) continue;
    branches.set(name, hasOwnPhase(task) ? { phase: task.phase } : inherited(graph, branches, name));
  }
  const failures = targets.flatMap((target) => {
    const phase = branches.get(target)?.phase;
    const counts = phase !== undefined && !continuesOn(graph.tasks.get(target)?.continueOn, phase);
    return counts && (phase === 'Failed' || phase === 'Error') ? [phase] : [];
  });
  return failures.at(failFast ? 0 : -1) ?? 'Succeeded';
}

/** A daemon that was ended with its DAG has none, as those that never ran have none: Argo looks before that. */
function hasOwnPhase(task: NodeState): boolean {
  return isCompleted(task.phase) && !(task.daemon === 'over' && task.phase === 'Succeeded');
}

interface Branch {
  phase: NodeState['phase'];
}

/** A task that did not run continues its dependencies' branches: one that failed wins over one that succeeded. */
function inherited(graph: DagGraph, branches: ReadonlyMap<string, Branch>, name: string): Branch {
  let result: Branch = { phase: 'Succeeded' };
  for (const dependency of graph.dependencies.get(name) ?? []) {
    const branch = branches.get(dependency);
    if (branch !== undefined && isFailedOrError(branch.phase)) result = branch;
  }
  return result;
}

function topologicalOrder(graph: DagGraph): string[] {
  const waiting = new Map([...graph.dependencies].map(([name, names]) => [name, names.length]));
  const order = [...graph.roots];
  for (let next = 0; next < order.length; next += 1) {
    for (const dependent of graph.dependents.get(order[next] as string) ?? []) {
      const left = (waiting.get(dependent) ?? 1) - 1;
      waiting.set(dependent, left);
      if (left === 0) order.push(dependent);
    }
  }
  return order;
}
