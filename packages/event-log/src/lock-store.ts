import type { WorkflowRef } from './refs.ts';

/** Somebody who holds locks, or waits for them: a workflow, or one of its nodes. */
export interface LockTicket {
  /** Names the request once and for all. */
  id: string;
  ref: WorkflowRef;
  /** The engine's key: a node's id, or the workflow's own. */
  key: string;
  /** Milliseconds since 1970, as the request stands in the history. */
  requestedAt: number;
  /** Everything that is to be held at once. */
  locks: { name: string; type: 'Mutex' | 'Semaphore' | 'Parallelism' }[];
  /** Higher ones first. */
  priority: number;
  /** When the workflow was created: among equals the older one first. */
  createdAt: number;
}

/** One lock: who holds it, and who waits for it, in any order. */
export interface LockRecord {
  holders: LockTicket[];
  queue: LockTicket[];
}

export interface StoredLock {
  name: string;
  record: LockRecord;
  /** 0: there is no such record. */
  revision: number;
}

/**
 * Locks by name. A record is read and written whole, and several are written at once or not at all, each only if it is
 * what the writer has read: who holds what is decided by whoever writes first.
 */
export interface LockStore {
  /** In the order of the names; empty records for those that are not there. */
  read(names: readonly string[], signal?: AbortSignal): Promise<StoredLock[]>;
  /**
   * Replaces records; an empty one is forgotten.
   *
   * @returns false where one of them has changed meanwhile: then none was written.
   */
  write(locks: readonly StoredLock[], signal?: AbortSignal): Promise<boolean>;
  /** Names of all locks that somebody holds or waits for. */
  names(signal?: AbortSignal): Promise<string[]>;
}

export function isEmptyLock({ holders, queue }: LockRecord): boolean {
  return holders.length + queue.length === 0;
}
