import { dagGraph } from '../dag/dag-graph.ts';
import type { WorkflowEvent } from '../events.ts';
import {
  isCompleted,
  isFailedOrError,
  isFinished,
  isFulfilled,
  type NodeState,
  type WorkflowState,
} from '../state.ts';
import { AttemptWatch } from './attempt-watch.ts';
import { fail } from './broken-invariant.ts';
import { NameWatch } from './name-watch.ts';

/** The workflow's artifacts, and then the workflow itself, are deleted. */
const AFTER_THE_END: ReadonlySet<WorkflowEvent['type']> = new Set<WorkflowEvent['type']>([
  'workflowDeleted',
  'deletionRequested',
  'artifactDeletionOrdered',
  'artifactsDeleted',
  'metricsEmitted',
]);

/** How long it is kept after its end is a timer, too. */
function comesAfterTheEnd(event: WorkflowEvent): boolean {
  if (event.type === 'timerScheduled') return event.purpose === 'ttl';
  return AFTER_THE_END.has(event.type) || event.type === 'timerFired' || event.type === 'timerCancelled';
}

/**
 * What must hold of every history, whatever happened. Fed with the events in order; keeps what it needs to see
 * that something changed that may not.
 */
export class InvariantChecker {
  readonly #terminalPhases = new Map<string, string>();
  #finished = false;
  readonly #withoutHandlers = new Set<string>();
  #terminatedAt: ReadonlySet<string> | undefined;
  readonly #attempts = new AttemptWatch();
  readonly #names = new NameWatch();

  /** Checks one event against the state before it. Throws with the event's name and the node's. */
  before(state: WorkflowState, event: WorkflowEvent): void {
    this.#attempts.before(event);
    this.#names.before(state, event);
    if (event.type === 'workflowRestarted') {
      this.#restart();
      return;
    }
    if (this.#finished && !comesAfterTheEnd(event)) {
      fail(`${event.type} after the workflow has finished`);
    }
    switch (event.type) {
      case 'nodeInitialized':
        this.#checkOrder(state, event);
        if (isFulfilled(event.phase)) this.#terminalPhases.set(event.id, event.phase);
        return;
      case 'nodePhaseChanged': {
        const before = this.#terminalPhases.get(event.id);
        if (before !== undefined) fail(`node ${event.id} changes from ${before} to ${event.phase}`);
        if (isFulfilled(event.phase)) this.#terminalPhases.set(event.id, event.phase);
        return;
      }
      case 'taskScheduled':
        checkParallelism(state, event.nodeId);
        return;
      case 'workflowStarted':
        // Its manifest says so.
        if (state.shutdown === 'Terminate') this.#terminatedAt ??= new Set();
        return;
      case 'shutdownRequested':
        if (event.strategy === 'Terminate') this.#terminatedAt = new Set(this.#terminalPhases.keys());
        return;
      case 'workflowFinished':
        this.#finished = true;
        return;
      case 'nodesRemoved':
      case 'nodesReset':
        for (const id of event.ids) {
          this.#terminalPhases.delete(id);
          this.#withoutHandlers.delete(id);
        }
        return;
      default:
        return;
    }
  }

  #restart(): void {
    if (!this.#finished) fail('a workflow that has not ended is restarted');
    this.#finished = false;
    // What stays of a workflow that was terminated has not had its handlers.
    if (this.#terminatedAt !== undefined)
      for (const id of this.#terminalPhases.keys()) this.#withoutHandlers.add(id);
    this.#terminatedAt = undefined;
  }

  /** Dependants and the next group of steps wait until what they follow has settled. */
  #checkOrder(state: WorkflowState, event: Extract<WorkflowEvent, { type: 'nodeInitialized' }>): void {
    const owner = event.ownerId === undefined ? undefined : state.nodes.get(event.ownerId);
    if (event.role === 'task') {
      const dag = state.templates.get(owner?.templateKey ?? '')?.dag;
      const waitsFor = dag === undefined ? [] : dagGraph(dag).dependencies.get(event.callName ?? '');
      for (const name of waitsFor ?? []) {
        const dependency = state.nodes.get(owner?.dag?.taskIds.get(name) ?? '');
        if (!dependency?.settled) fail(`task ${event.name} starts before ${name} has settled`);
      }
    }
    if (event.role === 'stepGroup' && event.index !== undefined && event.index > 0) {
      const previous = state.nodes.get(owner?.memberIds[event.index - 1] ?? '');
      if (!previous?.settled || previous.phase !== 'Succeeded') fail(`group ${event.name} starts too early`);
    }
    if (event.role === 'attempt') checkAttempt(owner, event, state);
    if (this.#terminatedAt !== undefined && event.role === 'exitHandler') {
      fail(`handler ${event.name} starts after Terminate`);
    }
  }

  /** Checks a state in which nothing is left to do. */
  atEnd(state: WorkflowState): void {
    if (!isFinished(state)) fail(`the workflow is ${state.phase} and nothing is outstanding`);
    if (state.attempts.size > 0) fail('a finished workflow has outstanding attempts');
    this.#attempts.atEnd();
    checkLocks(state);
    if (state.placeWaiters.size > 0) fail('a finished workflow has calls that wait for a place');
    if (state.activePods !== 0) fail(`a finished workflow counts ${state.activePods} pods`);
    if (state.atGate.size > 0) fail('a finished workflow has nodes that wait');
    const timers = [...state.timers.values()].filter(({ purpose }) => purpose !== 'ttl');
    if (timers.length > 0) fail('a finished workflow has outstanding timers');
    for (const node of state.nodes.values()) this.#checkFinal(state, node);
    const terminated = this.#terminatedAt !== undefined;
    const { onExit, hooks } = state.workflow.spec;
    const hasHandler = onExit !== undefined || hooks?.exit !== undefined;
    // One that was ended while it waited for a lock never started.
    if (hasHandler && !terminated && state.entryId !== undefined && state.handlerId === undefined)
      fail("the workflow's exit handler did not run");
  }

  #checkFinal(state: WorkflowState, node: NodeState): void {
    if (!isFulfilled(node.phase)) fail(`node ${node.name} is ${node.phase} in a finished workflow`);
    if (node.daemon === 'ready') fail(`node ${node.name} is a daemon in a finished workflow`);
    if (!node.settled) fail(`node ${node.name} has not settled in a finished workflow`);
    const call = manifestCall(state, node);
    const hasHandler = call?.onExit !== undefined || call?.hooks?.exit !== undefined;
    const terminatedFirst =
      (this.#terminatedAt !== undefined || this.#withoutHandlers.has(node.id)) &&
      node.handlerId === undefined;
    if (hasHandler && isCompleted(node.phase) && node.handlerId === undefined && !terminatedFirst) {
      fail(`node ${node.name} completed and its exit handler did not run`);
    }
    if (!isCompleted(node.phase) && node.handlerId !== undefined) {
      fail(`node ${node.name} is ${node.phase} and its exit handler ran`);
    }
    for (const child of node.children)
      if (!state.nodes.has(child)) fail(`node ${node.name} has no child ${child}`);
  }
}

/** A retry follows an attempt that failed, and has ended with all that belongs to it. */
function checkAttempt(
  retry: NodeState | undefined,
  event: Extract<WorkflowEvent, { type: 'nodeInitialized' }>,
  state: WorkflowState,
): void {
  if (event.index === undefined || event.index === 0) return;
  const previous = state.nodes.get(retry?.memberIds[event.index - 1] ?? '');
  if (!previous?.settled || !isFailedOrError(previous.phase)) fail(`attempt ${event.name} starts too early`);
}

/** Hooks start without a place, and handlers of what ended take theirs: of everything else there is never too much. */
function checkParallelism(state: WorkflowState, nodeId: string): void {
  const running = [...state.attempts.keys(), nodeId].flatMap((id) => {
    const node = state.nodes.get(id);
    const isCounted = node?.type === 'Pod' && !node.survivesStop && node.daemon === undefined;
    return isCounted ? [node] : [];
  });
  const { parallelism = Number.POSITIVE_INFINITY } = state.workflow.spec;
  if (running.length > parallelism) fail(`${running.length} pods run, ${parallelism} may`);
  const boundary = state.nodes.get(state.nodes.get(nodeId)?.boundaryID ?? '');
  const limit = state.templates.get(boundary?.templateKey ?? '')?.parallelism ?? 0;
  const children = running.filter((node) => node.boundaryID === boundary?.id);
  if (boundary !== undefined && limit > 0 && children.length > limit)
    fail(`${children.length} pods of ${boundary.name} run, ${limit} may`);
}

function checkLocks(state: WorkflowState): void {
  for (const key of state.locks.keys()) fail(`a finished workflow has the locks of ${key}`);
}

function manifestCall(state: WorkflowState, node: NodeState) {
  const owner = node.ownerId === undefined ? undefined : state.nodes.get(node.ownerId);
  if (owner === undefined) return undefined;
  // Of a task with items each item has a handler, and the group none.
  if (node.role === 'item') return manifestCall(state, { ...owner, type: 'Pod' });
  if (node.role === 'task') {
    if (node.type === 'TaskGroup') return undefined;
    return state.templates.get(owner.templateKey)?.dag?.tasks.find((task) => task.name === node.callName);
  }
  if (node.role !== 'step') return undefined;
  const steps = state.templates.get(state.nodes.get(owner.ownerId ?? '')?.templateKey ?? '')?.steps;
  return steps?.[owner.index ?? 0]?.find((step) => step.name === node.callName);
}
