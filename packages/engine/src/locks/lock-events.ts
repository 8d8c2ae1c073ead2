import type { Outputs } from '@tiphys/spec';

/**
 * A lock by Argo's name for it: `<namespace>/Mutex/<name>`, `<namespace>/ConfigMap/<name>/<key>`,
 * `<namespace>/Database/<name>`; of the limits of workflows `<namespace>/Parallelism/`, for all namespaces
 * `/Parallelism/`.
 */
export interface LockRef {
  name: string;
  type: 'Mutex' | 'Semaphore' | 'Parallelism';
}

/** Orders locks, all of them at once; the history is the outbox. */
export interface LocksRequested {
  type: 'locksRequested';
  /** The node that is to hold them; see lock-key.ts for the workflow itself. */
  key: string;
  locks: LockRef[];
}

/** The locks are not to be had yet. */
export interface LocksAwaited {
  type: 'locksAwaited';
  key: string;
  /** The first that is not to be had. */
  lock: string;
  /** For whoever waits. */
  message: string;
  /** Who holds each of the locks: `<namespace>/<workflow>` or `<namespace>/<workflow>/<node id>`. */
  holders: { lock: string; holders: string[] }[];
}

export interface LocksGranted {
  type: 'locksGranted';
  key: string;
}

/** Gives back what is held, and takes back what is asked for. */
export interface LocksReleased {
  type: 'locksReleased';
  key: string;
}

/** Orders a look into a cache of outputs. */
export interface CacheLookupRequested {
  type: 'cacheLookupRequested';
  nodeId: string;
  cacheName: string;
  key: string;
  /** How old an entry may be, in milliseconds; absent: as old as it likes. */
  maxAgeMs?: number | undefined;
}

export interface CacheAnswered {
  type: 'cacheAnswered';
  nodeId: string;
  hit: boolean;
}

/** Orders that the outputs of a node that succeeded are kept. */
export interface CacheSaveRequested {
  type: 'cacheSaveRequested';
  nodeId: string;
}

/** What came of a request for locks. */
export interface AnswerLocks {
  type: 'answerLocks';
  key: string;
  /** The instant of the request that is answered, milliseconds since 1970. */
  requestedAt: number;
  answer: LockAnswer;
}

export type LockAnswer =
  | { kind: 'granted'; locks: string[] }
  | { kind: 'waiting'; lock: string; message: string; holders: { lock: string; holders: string[] }[] }
  /** There is no such lock. */
  | { kind: 'denied'; message: string };

/** What a cache has for a node. */
export interface AnswerCache {
  type: 'answerCache';
  nodeId: string;
  answer:
    | { kind: 'hit'; outputs?: Outputs | undefined }
    | { kind: 'miss' }
    | { kind: 'failed'; message: string };
}
