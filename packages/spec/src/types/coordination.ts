/** The name of a ConfigMap's entry. */
export interface ConfigMapKeyRef {
  name?: string;
  key: string;
  optional?: boolean;
}

/** A lock that so many may hold at once as its limit says. */
export interface SemaphoreRef {
  /** Where the limit stands. */
  configMapKeyRef?: ConfigMapKeyRef;
  /** The workflow's where it is left out. */
  namespace?: string;
  /** Its limit is set by the API. */
  database?: { key: string };
}

/** A lock that one may hold at a time. */
export interface Mutex {
  name?: string;
  /** The workflow's where it is left out. */
  namespace?: string;
  /** A lock of its own, apart from the one of the same name without it. */
  database?: boolean;
}

/** What must be held, all of it at once, before a workflow or template runs. */
export interface Synchronization {
  semaphores?: SemaphoreRef[];
  mutexes?: Mutex[];
}

/** The outputs of an earlier run with the same key stand in for a run. */
export interface Memoize {
  key: string;
  cache?: { configMap?: { name?: string } };
  /** Go's duration, such as `1h30m`; without it an entry never gets too old. */
  maxAge?: string;
}

/** What a node took, or will leave, in a cache. */
export interface MemoizationStatus {
  hit: boolean;
  key: string;
  cacheName: string;
}

export interface MutexHolding {
  mutex: string;
  /** `<namespace>/<workflow>` or `<namespace>/<workflow>/<node id>`. */
  holder: string;
}

export interface SemaphoreHolding {
  semaphore: string;
  holders: string[];
}

/** The locks of a workflow and its nodes; `waiting` names who holds what is waited for. */
export interface SynchronizationStatus {
  semaphore?: { holding?: SemaphoreHolding[]; waiting?: SemaphoreHolding[] };
  mutex?: { holding?: MutexHolding[]; waiting?: MutexHolding[] };
}
