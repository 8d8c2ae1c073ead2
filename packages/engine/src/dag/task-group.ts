import type { DAGTask } from '@tiphys/spec';
import { type ItemPlan, planCall, startPlannedCall } from '../call/call-plan.ts';
import { nextMember } from '../call/next-member.ts';
import { childName, displayName, newNodeId } from '../call/node-name.ts';
import { calleeFields, type TemplateCallSite } from '../call/template-call.ts';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { dagBodyScope } from '../scope/body-scope.ts';
import { type DeepReadonly, isFailedOrError, type NodeState } from '../state.ts';
import { admits, FAIL_FAST_MESSAGE, failsFast } from '../workflow/parallelism.ts';
import { dagGraph } from './dag-graph.ts';

/** Kept beside a group whose items do not all fit in one transition; made anew where the state was replayed. */
const plansOfGroups = new WeakMap<NodeState, readonly ItemPlan[]>();

/** Starts a DAG task that has items: the group, which stands for the task, and below it the items. */
export function startTaskGroup(
  decision: Decision,
  site: Omit<TemplateCallSite, 'args'>,
  items: readonly ItemPlan[],
): void {
  const { state } = decision;
  const id = newNodeId(state, site.nodeName);
  const boundary = site.boundaryID === undefined ? undefined : state.nodes.get(site.boundaryID);
  decision.emit({
    type: 'nodeInitialized',
    id,
    name: site.nodeName,
    displayName: displayName(boundary?.name, site.nodeName),
    nodeType: 'TaskGroup',
    ...calleeFields(decision, site),
    phase: 'Running',
    boundaryID: site.boundaryID,
    nodeFlag: {},
    role: 'task',
    ownerId: site.ownerId,
    callName: site.callName,
    itemCount: items.length,
    parentIds: site.parentIds,
  });
  const group = decision.node(id);
  plansOfGroups.set(group, items);
  // Before the tasks behind it, which might take their places.
  startItems(decision, group);
  decision.enqueue(id);
}

/**
 * Takes a running TaskGroup further: starts its items side by side, and ends the group when all have settled, in the
 * phase of the last one that failed (the end of Argo's executeDAGTask).
 */
export function advanceTaskGroup(decision: Decision, group: NodeState): void {
  const isCut = failsFast(decision.state, decision.node(group.ownerId ?? ''));
  if (!isCut && nextMember(group) < group.itemCount && !startItems(decision, group)) return;
  if (group.openOwned > 0) return;
  const started = group.memberIds.filter((id) => id !== '');
  const failed = started.map((id) => decision.node(id).phase).filter(isFailedOrError);
  const isShort = started.length < group.itemCount;
  decision.emit({
    type: 'nodePhaseChanged',
    id: group.id,
    phase: failed.at(-1) ?? (isShort ? 'Failed' : 'Succeeded'),
    ...(isShort ? { message: FAIL_FAST_MESSAGE } : {}),
  });
  decision.enqueue(group.id);
}

/** @returns whether all have been started. */
function startItems(decision: Decision, group: NodeState): boolean {
  const dagNode = decision.node(group.ownerId ?? '');
  const task = taskOf(decision, group);
  // What a restarted group was planned as may not be true any more.
  const items =
    (group.resets === 0 ? plansOfGroups.get(group) : undefined) ?? planItems(decision, group, task);
  plansOfGroups.set(group, items);
  for (let index = nextMember(group); index < group.itemCount; index = nextMember(group)) {
    if (decision.full) {
      decision.enqueue(group.id);
      return false;
    }
    const planned = items[index];
    if (planned === undefined) throw new Error(`${group.name} has no item ${index}`);
    if (planned.plan.kind === 'run' && !admits(decision, group.boundaryID, group.id)) return false;
    const nodeName = childName(dagNode.name, planned.name);
    startPlannedCall(decision, planned.plan, {
      nodeName,
      role: 'item',
      ownerId: group.id,
      boundaryID: group.boundaryID,
      callName: group.callName,
      index,
      item: planned.item,
      parentIds: [group.id],
      describeError: (message) => `task '${nodeName}' errored: ${message}`,
    });
  }
  return true;
}

function taskOf(decision: Decision, group: NodeState): DeepReadonly<DAGTask> | undefined {
  const dag = templateOf(decision.state, decision.node(group.ownerId ?? ''))?.dag;
  return dag === undefined ? undefined : dagGraph(dag).tasks.get(group.callName ?? '');
}

/** What the group waits for has settled, so that its items come out as before. */
function planItems(
  decision: Decision,
  group: NodeState,
  task: DeepReadonly<DAGTask> | undefined,
): readonly ItemPlan[] {
  if (task === undefined) return [];
  const scope = dagBodyScope(decision, decision.node(group.ownerId ?? ''), task.name);
  const plan = planCall(task, scope);
  return plan.kind === 'loop' ? plan.items : [];
}
