import type { Outputs } from '@tiphys/spec';
import { withDefaults, withSupplied } from '../call/supplied-outputs.ts';
import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { failure, type Result, success } from '../result.ts';
import { type DeepReadonly, isFulfilled, type NodeState } from '../state.ts';
import { timerIdOf } from '../time/timer.ts';
import { matchesNode, parseNodeSelector } from './node-selector.ts';
import type { SetNodes } from './operation-commands.ts';
import type { NodeSetting } from './operation-events.ts';

/** How many ids one event may hold; more nodes are to be chosen in several calls. */
const MAX_CHOSEN = 10_000;

/**
 * `argo node set`, `argo stop` and `argo resume` with a node field selector (Argo's updateSuspendedNode): only Suspend
 * nodes that wait can be set, all that match or, where one refuses, none.
 */
export function setNodes(
  decision: Decision,
  { nodeFieldSelector, setting }: SetNodes,
): Rejection | undefined {
  const selector = parseNodeSelector(nodeFieldSelector);
  if (!selector.ok) return reject('invalid', selector.message);
  if (nodeFieldSelector === '') {
    return reject(
      'invalid',
      "'set' currently only targets suspend nodes, use a node field selector to target them",
    );
  }
  const nodes = waitingNodes(decision).filter((node) => matchesNode(selector.value, node));
  if (nodes.length === 0 || isEmpty(setting)) {
    return reject(
      'invalid',
      `currently, set only targets suspend nodes: no suspend nodes matching nodeFieldSelector: ${nodeFieldSelector}`,
    );
  }
  for (const node of nodes) {
    const outputs = outputsOf(node, setting);
    if (!outputs.ok) return reject('invalid', outputs.message);
  }
  return choose(decision, nodes, setting);
}

/** `argo resume`: every Suspend node that waits has succeeded; outputs that nobody supplied have their defaults. */
export function resumeSuspendNodes(decision: Decision): Rejection | undefined {
  const nodes = waitingNodes(decision);
  for (const node of nodes) {
    const outputs = withDefaults(node.outputs);
    if (!outputs.ok) return reject('invalid', outputs.message);
  }
  return choose(decision, nodes, {});
}

/** Goes on with a choice that did not fit into one transition. @returns false where it still does not. */
export function setChosenNodes(decision: Decision): boolean {
  for (const [id, setting] of decision.state.chosen) {
    if (decision.full) {
      decision.enqueue(WORKFLOW);
      return false;
    }
    setNode(decision, decision.node(id), setting);
  }
  return true;
}

function choose(
  decision: Decision,
  nodes: readonly NodeState[],
  setting: DeepReadonly<NodeSetting>,
): Rejection | undefined {
  if (nodes.length > MAX_CHOSEN) {
    return reject(
      'invalid',
      `${nodes.length} suspend nodes match: at most ${MAX_CHOSEN} are set at a time, use a node field selector`,
    );
  }
  for (const [index, node] of nodes.entries()) {
    if (decision.full) {
      const ids = nodes.slice(index).map(({ id }) => id);
      decision.emit({ type: 'nodesChosen', ids, setting: setting as NodeSetting });
      return undefined;
    }
    setNode(decision, node, setting);
  }
  return undefined;
}

/** An empty setting resumes the node. */
function setNode(decision: Decision, node: NodeState, setting: DeepReadonly<NodeSetting>): void {
  const resumed = isEmpty(setting);
  const outputs = resumed ? withDefaults(node.outputs) : outputsOf(node, setting);
  const phase = resumed ? 'Succeeded' : setting.phase;
  // Argo appends who resumed it to the message, and nobody is known.
  const message = resumed ? (node.message === '' ? undefined : `${node.message}; `) : setting.message;
  decision.emit({
    type: 'nodePhaseChanged',
    id: node.id,
    phase: phase === undefined ? node.phase : phase,
    message: message === '' ? undefined : message,
    outputs: outputs.ok ? (outputs.value as Outputs | undefined) : undefined,
  });
  if (!isFulfilled(node.phase)) return;
  cancelWait(decision, node);
  decision.enqueue(node.id);
}

/** A Suspend node with a duration waits no more. */
function cancelWait(decision: Decision, node: NodeState): void {
  const timerId = timerIdOf(node);
  if (decision.state.timers.has(timerId)) decision.emit({ type: 'timerCancelled', timerId });
}

function waitingNodes({ state }: Decision): NodeState[] {
  return [...state.suspendNodeIds].flatMap((id) => state.nodes.get(id) ?? []);
}

function outputsOf(
  node: NodeState,
  { outputParameters = [] }: DeepReadonly<NodeSetting>,
): Result<DeepReadonly<Outputs> | undefined> {
  if (outputParameters.length === 0) return success(undefined);
  if (node.outputs === undefined) {
    return failure('cannot set output parameters because node is not expecting any raw parameters');
  }
  return withSupplied(node.outputs, outputParameters);
}

function isEmpty({ phase, message = '', outputParameters = [] }: DeepReadonly<NodeSetting>): boolean {
  return phase === undefined && message === '' && outputParameters.length === 0;
}
