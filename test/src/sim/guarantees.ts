import { applyTransition, newDraft, type WorkflowState } from '@tiphys/engine';
import { InvariantChecker } from '@tiphys/engine/testing';
import type { RecordedTransition } from '@tiphys/event-log';
import { type StoredWorkflow, workflowObject } from '@tiphys/read-model';
import type { SimulatedHost } from '@tiphys/runtime/simulated';
import type { SeenChange } from './sim-client.ts';

/** One workflow's history and what it folds to. */
export interface Told {
  transitions: RecordedTransition[];
  state: WorkflowState;
}

/**
 * Guarantees 2, 3, 6 and 7 on a history: the versions grow, every engine invariant holds at each event, and the
 * workflow has ended with nothing outstanding.
 */
export function checkHistory(transitions: RecordedTransition[]): Told {
  const draft = newDraft();
  const checker = new InvariantChecker();
  let last = 0;
  for (const { transition, version } of transitions) {
    if (version <= last) throw new Error(`version ${version} follows ${last}`);
    last = version;
    for (const event of transition.events) {
      checker.before(draft, event);
      applyTransition(draft, { ...transition, events: [structuredClone(event)], agenda: [] });
    }
    draft.agenda = [...transition.agenda];
  }
  if (!draft.deleted) checker.atEnd(draft);
  return { transitions, state: draft };
}

/** Guarantee 4: no attempt's container was started twice; one that ran to an end was started. */
export function checkStartedOnce(hosts: Iterable<SimulatedHost>, told: Iterable<Told>, keyOf: KeyOf): void {
  const starts = new Map<string, number>();
  for (const host of hosts) {
    for (const [key, count] of host.starts) starts.set(key, (starts.get(key) ?? 0) + count);
  }
  for (const [key, count] of starts) if (count !== 1) throw new Error(`${key} was started ${count} times`);
  for (const { state } of told) {
    for (const node of state.nodes.values()) {
      if (node.type !== 'Pod' || node.outputs?.exitCode === undefined) continue;
      // It has the outputs of another, from a cache.
      if (node.memoization?.hit === true) continue;
      const key = keyOf(state, node.id, node.attempts - 1);
      if (starts.get(key) !== 1)
        throw new Error(`${node.name} ended with an exit code and was never started`);
    }
  }
}

/** Names an attempt as the hosts do. */
export type KeyOf = (state: WorkflowState, nodeId: string, attempt: number) => string;

/**
 * No lock is held by more than its limit says. A lock is given back when the event that orders it is durable, and
 * granted before the event that says so: in the order of all versions nobody holds what another holds still.
 */
export function checkLocks(
  transitions: readonly RecordedTransition[],
  limits: Readonly<Record<string, number>>,
): void {
  const requests = new Map<string, string[]>();
  const holders = new Map<string, Set<string>>();
  for (const { ref, transition } of transitions.toSorted((a, b) => a.version - b.version)) {
    for (const event of transition.events) {
      const id = `${ref.uid}/${'key' in event ? event.key : ''}`;
      if (event.type === 'locksRequested') {
        requests.set(
          id,
          event.locks.map(({ name }) => name),
        );
      }
      for (const name of requests.get(id) ?? []) follow(event.type, id, name, holders, limits[name] ?? 1);
    }
  }
}

function follow(
  type: string,
  id: string,
  name: string,
  holders: Map<string, Set<string>>,
  limit: number,
): void {
  const held = holders.get(name) ?? new Set();
  holders.set(name, held);
  if (type === 'locksReleased') held.delete(id);
  if (type !== 'locksGranted') return;
  held.add(id);
  if (held.size > limit) throw new Error(`${name} is held by ${[...held].join(', ')}`);
}

/** Guarantee 7 outside the history: nothing runs any more. */
export function checkNothingRuns(hosts: Iterable<SimulatedHost>): void {
  for (const host of hosts) {
    for (const { order, exit } of host.containers) {
      if (exit === undefined) throw new Error(`${order.task.nodeName} still runs`);
    }
  }
}

/** The read side says what the history says. */
export function checkProjection({ state }: Told, stored: StoredWorkflow | undefined): void {
  if (state.deleted) {
    if (stored !== undefined) throw new Error(`${state.name} was deleted and is still read`);
    return;
  }
  if (stored === undefined) throw new Error(`${state.name} is not in the read model`);
  const { status } = workflowObject(stored);
  if (status?.phase !== state.phase)
    throw new Error(`${state.name} is ${state.phase}, read as ${status?.phase}`);
  const nodes = Object.values(status?.nodes ?? {});
  if (nodes.length !== state.nodes.size)
    throw new Error(`${state.name}: ${nodes.length} of ${state.nodes.size} nodes read`);
  for (const node of nodes) {
    const truth = state.nodes.get(node.id);
    if (truth?.phase !== node.phase || truth.message !== (node.message ?? '')) {
      throw new Error(
        `${node.name} is ${truth?.phase} "${truth?.message}", read as ${node.phase} "${node.message}"`,
      );
    }
    if (JSON.stringify(truth.children) !== JSON.stringify(node.children ?? [])) {
      throw new Error(`${node.name} has the children ${truth.children}, read as ${node.children}`);
    }
  }
}

/**
 * Of larger workflows the api may tell several changes at once, and of others what comes behind those
 * (paced-changes.ts, which counts roughly).
 */
const TOLD_ONE_BY_ONE = 32;

/** Whether no workflow is so large that a watch may put changes together. */
export function areToldOneByOne(told: readonly Told[]): boolean {
  return told.every(({ state }) => state.nodes.size <= TOLD_ONE_BY_ONE);
}

function isSubsequence(seen: readonly SeenChange[], versions: readonly number[]): boolean {
  let next = 0;
  for (const { version } of seen) {
    while (versions[next] !== version) {
      if (next >= versions.length) return false;
      next += 1;
    }
    next += 1;
  }
  return true;
}

/** Guarantee 9: a watch from the beginning told each transition once, in order, and ended with what is read. */
export function checkWatch(
  { transitions, state }: Told,
  seen: readonly SeenChange[],
  stored: StoredWorkflow | undefined,
  isToldOneByOne: boolean,
): void {
  const mine = seen.filter(({ uid }) => uid === state.uid);
  const [first] = mine;
  const versions = mine.map(({ version }) => version).join(' ');
  // What was there when the watch began is told as it was then.
  const told = transitions
    .map(({ version }) => version)
    .filter((version) => version >= (first?.version ?? 0));
  const expected = told.join(' ');
  if (first !== undefined && first.type !== 'ADDED')
    throw new Error(`${state.name}: a watch began with ${first.type}`);
  if (isToldOneByOne && versions !== expected) {
    throw new Error(`${state.name}: a watch saw ${versions}, the history is ${expected}`);
  }
  if (!isSubsequence(mine, told)) throw new Error(`${state.name}: a watch saw ${versions} of ${expected}`);
  const last = mine.at(-1);
  if (state.deleted) {
    if (last?.type !== 'DELETED')
      throw new Error(`${state.name} was deleted, the watch ended with ${last?.type}`);
    return;
  }
  if (stored === undefined || last === undefined) throw new Error(`${state.name} was not watched`);
  const read = JSON.stringify(workflowObject(stored));
  if (JSON.stringify(last.object) !== read) {
    throw new Error(`${state.name}: the watch ended with\n${JSON.stringify(last.object)}\nread is\n${read}`);
  }
}
