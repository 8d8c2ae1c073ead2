import { continuesOn } from '../call/continue-on.ts';
import { isCompleted, isFailedOrError, type NodeState, type WorkflowState } from '../state.ts';
import type { DagPlan } from './dag-plan.ts';

type Phase = NodeState['phase'];

/**
 * The phase of a DAG whose tasks have all settled (Argo's assessDAGPhase). Its targets decide, those apart that may
 * end like that (`continueOn`): the first one that failed, or without `failFast` the last.
 * Under a shutdown a DAG fails whatever its tasks did, unless it belongs to a handler or to a hook that goes on.
 */
export function dagPhase(
  state: WorkflowState,
  node: NodeState,
  plan: DagPlan,
): 'Succeeded' | 'Failed' | 'Error' {
  if (state.shutdown !== undefined && !node.survivesStop) return 'Failed';
  const phases = phasesOfTargets(state, node, plan);
  const failures = plan.targets.flatMap((target) => {
    const phase = phases.get(target);
    const counts = phase !== undefined && !continuesOn(plan.graph.tasks.get(target)?.continueOn, phase);
    return counts && (phase === 'Failed' || phase === 'Error') ? [phase] : [];
  });
  return failures.at(plan.failFast ? 0 : -1) ?? 'Succeeded';
}

/**
 * A target that was omitted or skipped takes the phase of the branch that led to it, and of several branches one that
 * failed; where some failed and others erred, the one that comes to it first, breadth first.
 */
function phasesOfTargets(state: WorkflowState, dag: NodeState, plan: DagPlan): Map<string, Phase> {
  const phases = new Map<string, Phase>();
  const targets = new Set(plan.targets);
  const queue: [task: string, phase: Phase][] = plan.roots.map((name) => [name, 'Succeeded']);
  const queued = new Set(queue.map(([name, phase]) => `${phase} ${name}`));
  for (const [name, branch] of queue) {
    const task = state.nodes.get(dag.dag?.taskIds.get(name) ?? '');
    if (task === undefined) continue;
    const phase = hasOwnPhase(task) ? task.phase : branch;
    const before = phases.get(name);
    if (targets.has(name) && (before === undefined || !isFailedOrError(before))) phases.set(name, phase);
    for (const dependent of plan.dependents.get(name) ?? []) {
      const key = `${phase} ${dependent}`;
      if (queued.has(key)) continue;
      queued.add(key);
      queue.push([dependent, phase]);
    }
  }
  return phases;
}

/** A daemon that was ended with its DAG has none, as those that never ran have none: Argo looks before that. */
function hasOwnPhase(task: NodeState): boolean {
  return isCompleted(task.phase) && !(task.daemon === 'over' && task.phase === 'Succeeded');
}
