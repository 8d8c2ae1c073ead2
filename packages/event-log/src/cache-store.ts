import type { AttemptOutcome } from '@tiphys/engine';

/** Names one entry of one cache. */
export interface CacheKey {
  namespace: string;
  cacheName: string;
  key: string;
}

/** What a node put out. */
export interface CachedOutputs {
  nodeId: string;
  outputs: AttemptOutcome['outputs'];
  /** When the node ended, milliseconds since 1970. */
  createdAt: number;
}

/** Outputs of nodes, kept for later runs. */
export interface CacheStore {
  load(key: CacheKey, signal?: AbortSignal): Promise<CachedOutputs | undefined>;
  /** The newer one stays, in whatever order they come. @throws EventLogError payload_too_large */
  save(key: CacheKey, entry: CachedOutputs, signal?: AbortSignal): Promise<void>;
}
