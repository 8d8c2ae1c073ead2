import type {
  CacheAnswered,
  CacheLookupRequested,
  LocksAwaited,
  LocksGranted,
  LocksReleased,
  LocksRequested,
} from '@tiphys/engine';
import { WORKFLOW_LOCKS, WORKFLOW_PLACE } from '@tiphys/engine';
import type { NodeRow, RequestedLocks } from '../node-row.ts';
import type { LockRow, WorkflowRow } from '../workflow-row.ts';

export type LockEvent = LocksRequested | LocksAwaited | LocksGranted | LocksReleased;

/**
 * Takes an event about locks into the rows.
 *
 * @param node whose locks they are; undefined for the workflow's own.
 */
export function projectLocks(workflow: WorkflowRow, node: NodeRow | undefined, event: LockEvent): void {
  if (event.key === WORKFLOW_PLACE) {
    if (event.type === 'locksAwaited') workflow.message = event.message;
    if (event.type === 'locksGranted') workflow.message = '';
    return;
  }
  const isOwn = event.key === WORKFLOW_LOCKS;
  const before = isOwn ? workflow.ownLocks : node?.locks;
  const after = changed(workflow, before, event, holderName(workflow, node));
  if (isOwn) {
    workflow.ownLocks = after;
    if (event.type === 'locksAwaited') workflow.message = event.message;
    if (event.type === 'locksGranted') workflow.message = '';
  } else if (node !== undefined) node.locks = after;
}

function changed(
  workflow: WorkflowRow,
  before: RequestedLocks | undefined,
  event: LockEvent,
  holder: string,
): RequestedLocks | undefined {
  if (event.type === 'locksRequested') {
    for (const { name, type } of event.locks) lockRow(workflow, name, type).waiters += 1;
    return { locks: event.locks, held: false };
  }
  if (before === undefined) return undefined;
  if (event.type === 'locksAwaited') {
    for (const { lock, holders } of event.holders) {
      const row = workflow.locks?.[lock];
      if (row !== undefined) row.holders = holders;
    }
    return { ...before, waiting: event.lock };
  }
  for (const { name, type } of before.locks) {
    const row = lockRow(workflow, name, type);
    if (!before.held) row.waiters -= 1;
    row.held = row.held.filter((other) => other !== holder);
    if (event.type === 'locksGranted') row.held.push(holder);
    if (row.waiters === 0 && row.held.length === 0) dropLock(workflow, name);
  }
  return event.type === 'locksGranted' ? { locks: before.locks, held: true } : undefined;
}

function lockRow(workflow: WorkflowRow, name: string, type: string): LockRow {
  const locks = new Map(Object.entries(workflow.locks ?? {}));
  const known = locks.get(name);
  if (known !== undefined) return known;
  const row: LockRow = {
    type: type === 'Semaphore' ? 'Semaphore' : 'Mutex',
    held: [],
    waiters: 0,
    holders: [],
  };
  workflow.locks = Object.fromEntries(locks.set(name, row));
  return row;
}

function dropLock(workflow: WorkflowRow, name: string): void {
  const locks = new Map(Object.entries(workflow.locks ?? {}));
  locks.delete(name);
  workflow.locks = locks.size === 0 ? undefined : Object.fromEntries(locks);
}

function holderName({ namespace, name }: WorkflowRow, node: NodeRow | undefined): string {
  return node === undefined ? `${namespace}/${name}` : `${namespace}/${name}/${node.id}`;
}

/** Takes what a cache is asked for, or has, into a node's row. */
export function projectCache(node: NodeRow, event: CacheLookupRequested | CacheAnswered): void {
  if (event.type === 'cacheLookupRequested') {
    node.memoization = { hit: false, key: event.key, cacheName: event.cacheName };
  } else if (node.memoization !== undefined) node.memoization.hit = event.hit;
}
