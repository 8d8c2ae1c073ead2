import type { NodeDraft, WorkflowDraft } from '../state.ts';
import type {
  CacheAnswered,
  CacheLookupRequested,
  CacheSaveRequested,
  LocksAwaited,
  LocksGranted,
  LocksReleased,
  LocksRequested,
} from './lock-events.ts';
import { isWorkflowKey } from './lock-key.ts';

/**
 * How many releases, and how many outputs to keep, are remembered: whoever appended them may have died before acting.
 * No transition has more.
 */
const REMEMBERED = 512;

export function applyLocks(
  draft: WorkflowDraft,
  event: LocksRequested | LocksAwaited | LocksGranted | LocksReleased,
  at: number,
): void {
  const { key } = event;
  if (event.type === 'locksRequested') {
    draft.locks.set(key, { locks: event.locks, requestedAt: at, held: false, waiting: undefined });
    if (!isWorkflowKey(key)) atGate(draft, key);
    return;
  }
  const request = draft.locks.get(key);
  if (request === undefined) throw new Error(`broken history: no locks of ${key}`);
  switch (event.type) {
    case 'locksAwaited':
      request.waiting = { lock: event.lock, message: event.message, holders: event.holders };
      if (isWorkflowKey(key)) draft.message = event.message;
      return;
    case 'locksGranted':
      request.held = true;
      request.waiting = undefined;
      draft.atGate.delete(key);
      if (isWorkflowKey(key)) draft.message = '';
      else takeOwed(draft, key);
      return;
    case 'locksReleased':
      draft.locks.delete(key);
      draft.atGate.delete(key);
      remember(draft.releasedLocks, { key, locks: request.locks, requestedAt: request.requestedAt });
      return;
  }
}

export function applyCache(
  draft: WorkflowDraft,
  event: CacheLookupRequested | CacheAnswered | CacheSaveRequested,
): void {
  const { nodeId } = event;
  if (event.type === 'cacheLookupRequested') {
    const { cacheName, key, maxAgeMs } = event;
    atGate(draft, nodeId).memoization = {
      cacheName,
      key,
      maxAgeMs,
      lookup: 'open',
      hit: false,
      saved: false,
    };
    return;
  }
  const memoization = draft.nodes.get(nodeId)?.memoization;
  if (memoization === undefined) throw new Error(`broken history: node ${nodeId} has no cache`);
  if (event.type === 'cacheSaveRequested') {
    memoization.saved = true;
    remember(draft.toSave, nodeId);
    return;
  }
  memoization.lookup = 'answered';
  memoization.hit = event.hit;
  draft.atGate.delete(nodeId);
}

function atGate(draft: WorkflowDraft, nodeId: string): NodeDraft {
  const node = draft.nodes.get(nodeId);
  if (node === undefined) throw new Error(`broken history: no node ${nodeId}`);
  node.gated = true;
  draft.atGate.add(nodeId);
  return node;
}

function takeOwed(draft: WorkflowDraft, nodeId: string): void {
  const node = draft.nodes.get(nodeId);
  if (node !== undefined) node.owesLocks = false;
}

function remember<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > REMEMBERED) list.shift();
}
