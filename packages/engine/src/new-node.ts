import type { NodeInitialized } from './events.ts';
import { mustGet } from './must-get.ts';
import { isFulfilled, type NodeDraft, type WorkflowDraft } from './state.ts';

/** A node as it begins. */
export function newNode(
  draft: WorkflowDraft,
  event: NodeInitialized,
  owner: NodeDraft | undefined,
  at: number,
): NodeDraft {
  return {
    id: event.id,
    name: event.name,
    displayName: event.displayName,
    type: event.nodeType,
    templateName: event.templateName,
    templateRef: event.templateRef,
    templateKey: event.templateKey ?? event.templateName,
    templateScope: event.templateScope,
    phase: event.phase,
    boundaryID: event.boundaryID,
    message: event.message ?? '',
    startedAt: at,
    finishedAt: isFulfilled(event.phase) ? at : 0,
    inputs: event.inputs,
    outputs: undefined,
    children: [],
    outboundNodes: [],
    hostNodeName: undefined,
    resourcesDuration: undefined,
    nodeFlag: event.nodeFlag,
    depth: 1 + (event.boundaryID === undefined ? 0 : mustGet(draft.nodes, event.boundaryID, 'node').depth),
    role: event.role,
    ownerId: event.ownerId,
    callName: event.callName,
    index: event.index,
    item: event.item,
    itemCount: event.itemCount ?? 0,
    partOfExitHandler: event.role === 'exitHandler' || (owner?.partOfExitHandler ?? false),
    survivesStop:
      event.role === 'exitHandler' ||
      (event.role === 'hook' && draft.shutdown === undefined) ||
      (owner?.survivesStop ?? false),
    seesOutcome: owner === undefined ? event.role !== 'entry' : owner.seesOutcome,
    settled: false,
    openOwned: 0,
    handlerId: undefined,
    hookIds: new Map(),
    memberIds: [],
    expandedIds: new Map(),
    dag:
      event.nodeType === 'DAG'
        ? { taskIds: new Map(), settledDependencies: new Map(), settledTasks: 0 }
        : undefined,
    missing: 0,
    resets: 0,
    era: draft.restarts,
    attempts: draft.spentAttempts.get(event.id) ?? 0,
    waits: 0,
    gated: false,
    owesLocks: false,
    memoization: undefined,
    daemon: undefined,
    podIP: undefined,
    daemonIds: new Set(),
    activeChildren: 0,
    failedChildren: 0,
    isActiveChild: false,
    holdsPod: false,
  };
}
