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
 * A target that was omitted or skipped takes the phase of the nodes that it is drawn below. Where that is no failure, the
 * failure of a task that led to it is not lost: of steps of which none ran nothing is drawn.
 */
function phasesOfTargets(state: WorkflowState, dag: NodeState, plan: DagPlan): Map<string, Phase> {
  const phases = new Map<string, Phase>();
  const open: string[] = [];
  for (const name of plan.targets) {
    const target = state.nodes.get(dag.dag?.taskIds.get(name) ?? '');
    if (target === undefined) continue;
    if (hasOwnPhase(dag, target)) phases.set(name, target.phase);
    else open.push(name);
  }
  if (open.length === 0) return phases;
  const drawn = phasesOfBranches(dag.children, (id, branch) => {
    const node = state.nodes.get(id);
    if (node === undefined) return undefined;
    // A handler or a hook fails nothing.
    const isOwn = node.nodeFlag?.hooked !== true && hasOwnPhase(dag, node);
    return { phase: isOwn ? node.phase : branch, next: below(state, node) };
  });
  const led = phasesOfBranches(plan.roots, (name, branch) => {
    const task = state.nodes.get(dag.dag?.taskIds.get(name) ?? '');
    if (task === undefined) return undefined;
    return { phase: hasOwnPhase(dag, task) ? task.phase : branch, next: plan.dependents.get(name) ?? [] };
  });
  for (const name of open) {
    const byNodes = drawn.get(dag.dag?.taskIds.get(name) ?? '');
    const phase = byNodes !== undefined && isFailedOrError(byNodes) ? byNodes : led.get(name);
    if (phase !== undefined) phases.set(name, phase);
  }
  return phases;
}

/** Breadth first; of several branches that come to one, the first that failed. */
function phasesOfBranches(
  roots: readonly string[],
  look: (key: string, branch: Phase) => { phase: Phase; next: readonly string[] } | undefined,
): Map<string, Phase> {
  const phases = new Map<string, Phase>();
  const queue: [key: string, branch: Phase][] = roots.map((key) => [key, 'Succeeded']);
  const queued = new Set(queue.map(([key, branch]) => `${branch} ${key}`));
  for (const [key, branch] of queue) {
    const seen = look(key, branch);
    if (seen === undefined) continue;
    const before = phases.get(key);
    if (before === undefined || !isFailedOrError(before)) phases.set(key, seen.phase);
    for (const next of seen.next) {
      const entry = `${seen.phase} ${next}`;
      if (queued.has(entry)) continue;
      queued.add(entry);
      queue.push([next, seen.phase]);
    }
  }
  return phases;
}

/** A node with retries stands for its attempts; what is drawn below them is below it (Argo's getRetryNodeChildrenIds). */
function below(state: WorkflowState, { type, children }: NodeState): readonly string[] {
  if (type !== 'Retry') return children;
  return [...children].reverse().flatMap((id) => {
    const child = state.nodes.get(id);
    return child?.nodeFlag?.hooked === true ? [id] : (child?.children ?? []);
  });
}

/** A daemon that was ended with this DAG has none, as those that never ran have none: Argo looks before that. */
function hasOwnPhase(dag: NodeState, { phase, daemon, boundaryID }: NodeState): boolean {
  return isCompleted(phase) && !(daemon === 'over' && phase === 'Succeeded' && boundaryID === dag.id);
}
