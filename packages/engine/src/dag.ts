import { planCall, startPlannedCall } from './call-plan.ts';
import { dagPhase } from './dag-phase.ts';
import { type DagPlan, planOfDag } from './dag-plan.ts';
import type { Decision } from './decision.ts';
import { allowsTask } from './depends.ts';
import { childName } from './node-name.ts';
import { outboundNodesOf } from './outbound-nodes.ts';
import { dagBodyScope } from './scope/body-scope.ts';
import type { NodeState } from './state.ts';
import { startTaskGroup } from './task-group.ts';
import { initializeUnstartedNode, type TemplateCallSite } from './template-call.ts';
import { resolveTemplateOutputs } from './template-outputs.ts';

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
  // Roots start in their order, so those that have are not looked at again: a wide DAG is advanced once per task.
  if (!startReady(decision, node, plan, plan.roots.slice(node.dag?.startedRoots ?? 0))) {
    decision.enqueue(node.id);
    return;
  }
  if (node.dag?.settledTasks === plan.needed.size) endDag(decision, node, plan);
}

/** Looks at the tasks that wait for one that has just settled. */
export function advanceDependents(decision: Decision, task: NodeState): void {
  if (task.role !== 'task' || task.ownerId === undefined) return;
  const node = decision.node(task.ownerId);
  const plan = planOfDag(decision, node);
  if (!startReady(decision, node, plan, plan.graph.dependents.get(task.callName ?? '') ?? [])) {
    decision.enqueue(task.id);
    return;
  }
  decision.enqueue(node.id);
}

/** @returns false where the transition was full before all were looked at. */
function startReady(decision: Decision, node: NodeState, plan: DagPlan, names: readonly string[]): boolean {
  for (const name of names) {
    if (node.dag?.taskIds.has(name) || !plan.needed.has(name)) continue;
    const waitsFor = plan.graph.dependencies.get(name)?.length ?? 0;
    if ((node.dag?.settledDependencies.get(name) ?? 0) < waitsFor) continue;
    if (decision.full) return false;
    startTask(decision, node, plan, name);
  }
  return true;
}

function startTask(decision: Decision, node: NodeState, { graph }: DagPlan, name: string): void {
  const task = graph.tasks.get(name);
  if (task === undefined) return;
  const dependencies = (graph.dependencies.get(name) ?? []).map((dependency) =>
    taskNode(decision, node, dependency),
  );
  const nodeName = childName(node.name, name);
  const site: Omit<TemplateCallSite, 'args'> = {
    nodeName,
    templateName: task.template ?? '',
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
    calledFrom: 'tasks',
    describeError: (message) => `task '${nodeName}' errored: ${message}`,
  };
  if (
    !allowsTask(decision.state, graph, graph.logic.get(name), (dependency) =>
      taskNode(decision, node, dependency),
    )
  ) {
    initializeUnstartedNode(decision, { ...site, args: [] }, 'Omitted', 'omitted: depends condition not met');
    return;
  }
  const plan = planCall(task, dagBodyScope(decision, node, name));
  switch (plan.kind) {
    case 'unresolved':
    case 'unexpandable':
      initializeUnstartedNode(decision, { ...site, args: [] }, 'Error', plan.message);
      return;
    case 'loop':
      startTaskGroup(decision, site, plan.items);
      return;
    default:
      startPlannedCall(decision, plan, site);
  }
}

function taskNode(decision: Decision, node: NodeState, name: string): NodeState {
  return decision.node(node.dag?.taskIds.get(name) ?? '');
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
            message: outputs.message,
            outboundNodes: outbound,
          },
    );
  }
  decision.enqueue(node.id);
}
