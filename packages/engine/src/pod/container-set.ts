import type { Template } from '@tiphys/spec';
import { displayName, newNodeId } from '../call/node-name.ts';
import type { ContainerOutcome } from '../commands.ts';
import type { Decision } from '../decision.ts';
import { type DeepReadonly, isFulfilled, type NodeState } from '../state.ts';

/**
 * The nodes of a set's containers, below the Pod node that runs them (Argo's executeContainerSet): each is a child of
 * those that it depends on, or of the pod. They show what the agent reports, and nothing waits for them.
 */
export function initializeContainerNodes(
  decision: Decision,
  pod: NodeState,
  template: DeepReadonly<Template>,
): void {
  const containers = template.containerSet?.containers ?? [];
  const ids = new Map<string, string>();
  for (const { name = '' } of containers) {
    ids.set(name, newNodeId(decision.state, `${pod.name}.${name}`));
  }
  const parents = new Map(
    containers.map(({ name = '', dependencies = [] }) => [
      name,
      dependencies.length === 0 ? [pod.id] : dependencies.flatMap((on) => ids.get(on) ?? []),
    ]),
  );
  for (const [index, { name = '' }] of inOrder(containers).entries()) {
    const nodeName = `${pod.name}.${name}`;
    decision.emit({
      type: 'nodeInitialized',
      id: ids.get(name) ?? '',
      name: nodeName,
      displayName: displayName(pod.name, nodeName),
      nodeType: 'Container',
      templateName: pod.templateName,
      templateScope: pod.templateScope,
      phase: 'Pending',
      boundaryID: pod.id,
      nodeFlag: pod.nodeFlag === undefined ? undefined : { ...pod.nodeFlag },
      role: 'container',
      ownerId: pod.id,
      callName: name,
      index,
      parentIds: parents.get(name) ?? [],
    });
  }
}

type Named = DeepReadonly<{ name?: string; dependencies?: string[] }>;

/** Each after those that it depends on: a node must be there to get a child. */
function inOrder(containers: readonly Named[]): Named[] {
  const placed = new Set<string>();
  const result: Named[] = [];
  for (let left = [...containers]; left.length > 0; ) {
    const ready = left.filter(({ dependencies = [] }) => dependencies.every((on) => placed.has(on)));
    if (ready.length === 0) break;
    result.push(...ready);
    for (const { name = '' } of ready) placed.add(name);
    left = left.filter(({ name = '' }) => !placed.has(name));
  }
  return result;
}

/** The pod's containers are there: each waits for its dependencies inside. */
export function startContainerNodes(decision: Decision, podId: string): void {
  for (const node of containerNodes(decision, decision.node(podId))) {
    if (node.phase === 'Pending') decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: 'Running' });
  }
}

/** What the agent says of them. */
export function endContainerNodes(
  decision: Decision,
  pod: NodeState,
  outcomes: readonly ContainerOutcome[] | undefined,
): void {
  const byName = new Map((outcomes ?? []).map((outcome) => [outcome.name, outcome]));
  for (const node of containerNodes(decision, pod)) {
    const outcome = byName.get(node.callName ?? '');
    if (outcome === undefined || isFulfilled(node.phase)) continue;
    const { phase, message } = outcome;
    decision.emit({ type: 'nodePhaseChanged', id: node.id, phase, message });
  }
}

/** The pod has ended: so have they, with Argo's words where nobody has said how. */
export function settleContainerNodes(decision: Decision, pod: NodeState): void {
  for (const node of containerNodes(decision, pod)) {
    if (!isFulfilled(node.phase)) {
      const [phase, message] = unreported(pod);
      decision.emit({ type: 'nodePhaseChanged', id: node.id, phase, message });
    }
    if (!node.settled) decision.emit({ type: 'nodeSettled', id: node.id });
  }
}

function unreported(pod: NodeState): ['Succeeded' | 'Failed' | 'Error', string | undefined] {
  if (pod.phase === 'Succeeded') return ['Succeeded', undefined];
  if (pod.phase === 'Failed') return ['Failed', 'Pod Failed whilst container running'];
  return ['Error', 'container deleted'];
}

function containerNodes(decision: Decision, pod: NodeState): NodeState[] {
  return pod.type === 'Pod' ? pod.memberIds.map((id) => decision.node(id)) : [];
}
