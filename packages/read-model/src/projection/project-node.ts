import type { NodeDaemoned, NodeInitialized, NodePhaseChanged } from '@tiphys/engine';
import type { NodePhase, ResourcesDuration } from '@tiphys/spec';
import type { NodeRow } from '../node-row.ts';
import type { WorkflowRow } from '../workflow-row.ts';
import { isDone, isExecutable, isFulfilled } from './executable.ts';
import { withGlobalOutputs } from './global-outputs.ts';

/** The row of a new node; counts it in its workflow's row. */
export function initializedNode(workflow: WorkflowRow, event: NodeInitialized, at: number): NodeRow {
  const node: NodeRow = {
    id: event.id,
    ordinal: workflow.nodes,
    version: workflow.version,
    parentIds: event.parentIds,
    name: event.name,
    displayName: event.displayName,
    type: event.nodeType,
    templateName: event.templateName,
    templateRef: event.templateRef,
    templateScope: event.templateScope,
    phase: event.phase,
    boundaryID: event.boundaryID,
    message: event.message ?? '',
    startedAt: at,
    finishedAt: isFulfilled(event.phase) ? at : 0,
    inputs: event.inputs,
    outboundNodes: [],
    nodeFlag: event.nodeFlag,
  };
  workflow.nodes += 1;
  if (isExecutable(node.type)) workflow.executables += 1;
  if (node.type === 'Pod') workflow.pods += 1;
  count(workflow, node, node.phase, 1);
  return node;
}

/** Changes a node's row as the engine changes its node, and the counters of its workflow's row. */
export function changeNode(workflow: WorkflowRow, node: NodeRow, event: NodePhaseChanged, at: number): void {
  count(workflow, node, node.phase, -1);
  count(workflow, node, event.phase, 1);
  node.version = workflow.version;
  node.phase = event.phase;
  if (event.message !== undefined) node.message = event.message;
  if (event.outputs !== undefined) {
    node.outputs = event.outputs;
    const outputs = withGlobalOutputs(workflow.outputs, event.outputs);
    if (outputs !== undefined) workflow.outputs = outputs;
  }
  if (event.outboundNodes !== undefined) node.outboundNodes = event.outboundNodes;
  if (event.hostNodeName !== undefined) node.hostNodeName = event.hostNodeName;
  if (event.resourcesDuration !== undefined) {
    node.resourcesDuration = event.resourcesDuration;
    workflow.resourcesDuration = addedDuration(workflow.resourcesDuration, event.resourcesDuration, 1);
  }
  if (isFulfilled(event.phase)) node.daemoned = undefined;
  if (isFulfilled(event.phase) && node.finishedAt === 0) node.finishedAt = at;
}

export function daemonNode(workflow: WorkflowRow, node: NodeRow, { podIP }: NodeDaemoned): void {
  node.version = workflow.version;
  node.daemoned = true;
  node.podIP = podIP;
}

/** The node is no more. Its ordinal is not given again. */
export function removeNode(workflow: WorkflowRow, node: NodeRow): void {
  count(workflow, node, node.phase, -1);
  if (isExecutable(node.type)) workflow.executables -= 1;
  if (node.type === 'Pod') workflow.pods -= 1;
  if (node.resourcesDuration !== undefined) {
    workflow.resourcesDuration = addedDuration(workflow.resourcesDuration, node.resourcesDuration, -1);
  }
}

/** The node runs again, as the engine has it after a restart. */
export function resetNode(workflow: WorkflowRow, node: NodeRow, inputs: NodeRow['inputs'], at: number): void {
  count(workflow, node, node.phase, -1);
  count(workflow, node, 'Running', 1);
  node.version = workflow.version;
  node.phase = 'Running';
  node.message = '';
  node.startedAt = at;
  node.finishedAt = 0;
  node.outputs = undefined;
  node.outboundNodes = [];
  node.daemoned = undefined;
  if (inputs !== undefined) node.inputs = inputs;
}

function count(workflow: WorkflowRow, node: NodeRow, phase: NodePhase, by: 1 | -1): void {
  if (isExecutable(node.type) && isDone(phase)) workflow.executablesDone += by;
  if (node.type === 'Pod' && phase === 'Running') workflow.podsRunning += by;
}

function addedDuration(
  sum: ResourcesDuration | undefined,
  more: ResourcesDuration,
  by: 1 | -1,
): ResourcesDuration {
  const result = new Map(Object.entries(sum ?? {}));
  for (const [name, seconds] of Object.entries(more))
    result.set(name, (result.get(name) ?? 0) + by * seconds);
  return Object.fromEntries(result);
}
