import { displayName, groupName, newNodeId } from '../call/node-name.ts';
import { outboundNodesOf } from '../call/outbound-nodes.ts';
import { bodyScopeOf } from '../call/template-of.ts';
import { errorOfCall, resolveTemplateOutputs } from '../call/template-outputs.ts';
import type { Decision } from '../decision.ts';
import { endDaemons } from '../pod/daemon.ts';
import { stepsBodyScope } from '../scope/body-scope.ts';
import { isFailedOrError, type NodeState } from '../state.ts';
import { stepGroups } from './steps-of-node.ts';

/**
 * Takes a running Steps node further: starts the first group, or the one after the last that succeeded, or ends
 * the node (Argo's executeSteps).
 */
export function advanceSteps(decision: Decision, node: NodeState): void {
  const groups = stepGroups(decision, node);
  const last = node.memberIds.at(-1);
  if (last === undefined) {
    if (groups.length === 0) finishSteps(decision, node);
    else startGroup(decision, node, 0);
    return;
  }
  const group = decision.node(last);
  if (!group.settled) return;
  if (isFailedOrError(group.phase)) {
    if (endDaemons(decision, node)) endSteps(decision, node, 'Failed', group.message);
  } else if (node.memberIds.length < groups.length) {
    startGroup(decision, node, node.memberIds.length);
  } else if (endDaemons(decision, node)) {
    finishSteps(decision, node);
  }
}

function startGroup(decision: Decision, node: NodeState, index: number): void {
  const { state } = decision;
  const name = groupName(node.name, index);
  const id = newNodeId(state, name);
  decision.emit({
    type: 'nodeInitialized',
    id,
    name,
    displayName: displayName(node.name, name) || `[${index}]`,
    nodeType: 'StepGroup',
    templateName: '',
    templateScope: bodyScopeOf(state, node),
    phase: 'Running',
    boundaryID: node.id,
    nodeFlag: {},
    role: 'stepGroup',
    ownerId: node.id,
    index,
    parentIds: groupParents(decision, node, index),
  });
  decision.enqueue(id);
}

/** The Steps node for the first group; then whatever the group before ended with, or that group where it is empty. */
function groupParents(decision: Decision, node: NodeState, index: number): string[] {
  const previous = index === 0 ? undefined : node.memberIds[index - 1];
  if (previous === undefined) return [node.id];
  const members = decision.node(previous).memberIds;
  return members.length === 0 ? [previous] : outboundNodesOf(decision.state, members);
}

function finishSteps(decision: Decision, node: NodeState): void {
  const outputs = resolveTemplateOutputs(decision, node, stepsBodyScope(decision, node));
  if (!outputs.ok) {
    endSteps(decision, node, 'Error', errorOfCall(node, outputs.message));
    return;
  }
  decision.emit({
    type: 'nodePhaseChanged',
    id: node.id,
    phase: 'Succeeded',
    outputs: outputs.value,
    outboundNodes: stepsOutbound(decision, node),
  });
  decision.enqueue(node.id);
}

function endSteps(decision: Decision, node: NodeState, phase: 'Failed' | 'Error', message: string): void {
  decision.emit({
    type: 'nodePhaseChanged',
    id: node.id,
    phase,
    message,
    outboundNodes: stepsOutbound(decision, node),
  });
  decision.enqueue(node.id);
}

/** What the last group that was initialized ended with (Argo's updateOutboundNodes). */
function stepsOutbound(decision: Decision, node: NodeState): string[] {
  const last = node.memberIds.at(-1);
  return last === undefined ? [] : outboundNodesOf(decision.state, decision.node(last).memberIds);
}
