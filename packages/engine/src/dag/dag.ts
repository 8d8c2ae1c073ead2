import { planCall, startPlannedCall } from '../call/call-plan.ts';
import { childName } from '../call/node-name.ts';
import { outboundNodesOf } from '../call/outbound-nodes.ts';
import { initializeUnstartedNode, type TemplateCallSite } from '../call/template-call.ts';
import { calleeOf } from '../call/template-of.ts';
import { errorOfCall, resolveTemplateOutputs } from '../call/template-outputs.ts';
import type { Decision } from '../decision.ts';
import { endDaemons } from '../pod/daemon.ts';
import { dagBodyScope } from '../scope/body-scope.ts';
import { isFulfilled, type NodeState } from '../state.ts';
import { admits, FAIL_FAST_MESSAGE, failsFast } from '../workflow/parallelism.ts';
import { dagPhase } from './dag-phase.ts';
import { type DagPlan, planOfDag } from './dag-plan.ts';
import { allowsTask } from './depends.ts';
import { startTaskGroup } from './task-group.ts';

/**
 * In which of its restarts a DAG has been looked through: what was taken out of it then waits for nobody that settles.
 * One that is looked through twice, since the state was replayed, is only looked at.
 */
const lookedThrough = new WeakMap<NodeState, number>();

/** How many of its first roots a DAG has started, in which of its restarts: it is advanced once per task. */
const startedRoots = new WeakMap<NodeState, { resets: number; count: number }>();

/** Those that have looked beyond a task that waits for a place: behind it only tasks that wait as well are left. */
const lookedBeyond = new WeakSet<NodeState>();

/**
 * Takes a running DAG node further: starts the tasks that wait for none, and ends the node when every task has
 * settled (Argo's executeDAG).
 */
export function advanceDag(decision: Decision, node: NodeState): void {
  const plan = planOfDag(decision, node);
  if (plan.unknownTarget !== undefined) {
    const message = `target '${plan.unknownTarget}' is not defined`;
    decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: 'Error', message });
    decision.enqueue(node.id);
    return;
  }
  const isRestarted = node.resets > (lookedThrough.get(node) ?? 0);
  const names = isRestarted ? [...plan.graph.tasks.keys()] : rootsAhead(node, plan);
  const started = startReady(decision, node, plan, names, node.id);
  if (started === 'all') lookedThrough.set(node, node.resets);
  if (started === 'cut') decision.enqueue(node.id);
  if (started === 'stopped' && node.openOwned === 0 && endDaemons(decision, node))
    endFast(decision, node, plan);
  if (started !== 'all') return;
  if (node.dag?.settledTasks !== plan.needed.size || waitsForHooks(decision, node)) return;
  if (endDaemons(decision, node)) endDag(decision, node, plan);
}

/** Its own hooks that have started, and the workflow's, are children of it as its tasks are; a shutdown ends it all the same. */
function waitsForHooks({ state }: Decision, { openOwned, role }: NodeState): boolean {
  return state.shutdown === undefined && (openOwned > 0 || (role === 'entry' && state.openHooks > 0));
}

/** From the first that has not started. */
function rootsAhead(node: NodeState, { roots }: DagPlan): readonly string[] {
  const known = startedRoots.get(node);
  let count = known?.resets === node.resets ? known.count : 0;
  while (count < roots.length && node.dag?.taskIds.has(roots[count] ?? '')) count += 1;
  startedRoots.set(node, { resets: node.resets, count });
  return roots.slice(count);
}

/** Looks at the tasks that wait for one that has just settled. */
export function advanceDependents(decision: Decision, task: NodeState): void {
  if (task.role !== 'task' || task.ownerId === undefined) return;
  const node = decision.node(task.ownerId);
  // It may have waited for a place until the DAG had ended.
  if (isFulfilled(node.phase)) return;
  const plan = planOfDag(decision, node);
  const dependents = plan.dependents.get(task.callName ?? '') ?? [];
  const started = startReady(decision, node, plan, dependents, task.id);
  decision.enqueue(started === 'cut' ? task.id : node.id);
}

/**
 * Where a place is missing, goes on to what needs none: tasks that are skipped, and the groups of loops, as in Argo.
 *
 * @param waiterId who is looked at again where there is no room for all.
 * @returns `cut` where the transition was full before all were looked at, `waits` where a place is missing, `stopped`
 *   where nothing more is to start.
 */
function startReady(
  decision: Decision,
  node: NodeState,
  plan: DagPlan,
  names: readonly string[],
  waiterId: string,
): 'all' | 'cut' | 'waits' | 'stopped' {
  if (failsFast(decision.state, node)) return 'stopped';
  const waiter = decision.node(waiterId);
  const goesBeyond = node.resets === 0 && !lookedBeyond.has(waiter);
  let waits = false;
  for (const name of names) {
    if (node.dag?.taskIds.has(name) || !plan.needed.has(name)) continue;
    const waitsFor = plan.graph.dependencies.get(name)?.length ?? 0;
    if ((node.dag?.settledDependencies.get(name) ?? 0) < waitsFor) continue;
    if (decision.full) return 'cut';
    if (startTask(decision, node, plan, { name, waiterId })) continue;
    if (!goesBeyond) return 'waits';
    waits = true;
  }
  if (waits) lookedBeyond.add(waiter);
  return waits ? 'waits' : 'all';
}

/** @returns false where there is no room for it. */
function startTask(
  decision: Decision,
  node: NodeState,
  { graph }: DagPlan,
  { name, waiterId }: { name: string; waiterId: string },
): boolean {
  const task = graph.tasks.get(name);
  if (task === undefined) return true;
  const dependencies = (graph.dependencies.get(name) ?? []).map((dependency) =>
    taskNode(decision, node, dependency),
  );
  const nodeName = childName(node.name, name);
  const site: Omit<TemplateCallSite, 'args'> = {
    nodeName,
    ...calleeOf(task),
    role: 'task',
    ownerId: node.id,
    boundaryID: node.id,
    callName: name,
    index: undefined,
    parentIds:
      dependencies.length === 0
        ? [node.id]
        : outboundNodesOf(
            decision.state,
            dependencies.map((dependency) => dependency.id),
          ),
    describeError: (message) => `task '${nodeName}' errored: ${message}`,
  };
  if (
    !allowsTask(decision.state, graph, graph.logic.get(name), (dependency) =>
      taskNode(decision, node, dependency),
    )
  ) {
    initializeUnstartedNode(decision, { ...site, args: [] }, 'Omitted', 'omitted: depends condition not met');
    return true;
  }
  const plan = planCall(task, dagBodyScope(decision, node, name));
  switch (plan.kind) {
    case 'unresolved':
    case 'unexpandable':
      initializeUnstartedNode(decision, { ...site, args: [] }, 'Error', plan.message);
      return true;
    case 'loop':
      startTaskGroup(decision, site, plan.items);
      return true;
    default:
      if (plan.kind === 'run' && !admits(decision, node.id, waiterId)) return false;
      startPlannedCall(decision, plan, site);
      return true;
  }
}

function taskNode(decision: Decision, node: NodeState, name: string): NodeState {
  return decision.node(node.dag?.taskIds.get(name) ?? '');
}

/** The template's `failFast`: what had started has settled, and the rest never starts. */
function endFast(decision: Decision, node: NodeState, plan: DagPlan): void {
  const ids = plan.targets.flatMap((name) => node.dag?.taskIds.get(name) ?? []);
  decision.emit({
    type: 'nodePhaseChanged',
    id: node.id,
    phase: 'Failed',
    message: FAIL_FAST_MESSAGE,
    outboundNodes: outboundNodesOf(decision.state, ids),
  });
  decision.enqueue(node.id);
}

function endDag(decision: Decision, node: NodeState, plan: DagPlan): void {
  const targetIds = plan.targets.map((name) => taskNode(decision, node, name).id);
  const outbound = outboundNodesOf(decision.state, targetIds);
  const phase = dagPhase(decision.state, node, plan);
  if (phase !== 'Succeeded') {
    decision.emit({ type: 'nodePhaseChanged', id: node.id, phase, outboundNodes: outbound });
  } else {
    const outputs = resolveTemplateOutputs(decision, node, dagBodyScope(decision, node, undefined));
    decision.emit(
      outputs.ok
        ? { type: 'nodePhaseChanged', id: node.id, phase, outputs: outputs.value, outboundNodes: outbound }
        : {
            type: 'nodePhaseChanged',
            id: node.id,
            phase: 'Error',
            message: errorOfCall(node, outputs.message),
            outboundNodes: outbound,
          },
    );
  }
  decision.enqueue(node.id);
}
