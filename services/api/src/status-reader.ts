import type { NodeChange, WorkflowPatch } from '@tiphys/read-model';
import type { Workflow } from '@tiphys/spec';

/** A workflow as the read side has it. */
export interface ReadWorkflow {
  workflow: Workflow;
  version: number;
}

export interface ListQuery {
  /** Empty: all namespaces. */
  namespace: string;
  labelSelector: string;
  fieldSelector: string;
  /** 0: no limit. */
  limit: number;
  continueToken: string;
  includeNodes: boolean;
  /** How the name is meant that the field selector asks for: Exact (as empty), Contains, Prefix, NotEquals. */
  nameFilter?: string;
  /** RFC 3339; empty: no bound. */
  createdAfter?: string;
  finishedBefore?: string;
}

export interface ReadList {
  workflows: Workflow[];
  continueToken: string;
  version: number;
  remaining: number;
}

export interface WatchQuery {
  namespace: string;
  labelSelector: string;
  fieldSelector: string;
  /** 0: first what is there, then what changes. */
  sinceVersion: number;
}

/** One change of one workflow. Its size follows what changed, not the tree. */
export type StatusChange =
  | { kind: 'added' | 'deleted'; version: number; uid: string; workflow: Workflow }
  | { kind: 'modified'; version: number; uid: string; patch: WorkflowPatch; nodes: NodeChange[] }
  /** What was there at the start has been told, or the connection is alive: all up to this version has been told. */
  | { kind: 'bookmark'; version: number };

export interface ReadOptions {
  /** Not what is only in the archive, of which a merged read side tells too. */
  liveOnly?: boolean;
  signal?: AbortSignal;
}

export interface ArchiveQuery {
  /** Empty: all namespaces. */
  namespace: string;
  labelSelector: string;
  fieldSelector: string;
  namePrefix: string;
  nameFilter: string;
  /** 0: no limit. */
  limit: number;
  offset: number;
}

/** Workflows as they were when they ended. */
export interface ArchiveReader {
  /** Undefined where it is not there. By name: the one that started last. */
  get(key: { uid: string } | { namespace: string; name: string }): Promise<Workflow | undefined>;
  /** Without nodes, the one that started last first. */
  list(query: ArchiveQuery): Promise<{ workflows: Workflow[]; remaining: number }>;
  /** @throws ApiError not_found. */
  delete(uid: string): Promise<void>;
  /** @param key empty: the keys, else its values. */
  labels(key: string): Promise<string[]>;
}

/** The status service as the api sees it. */
export interface StatusReader {
  readonly archive: ArchiveReader;
  /** Undefined where there is no such workflow once the projection has reached `minVersion`. */
  get(
    key: { uid: string } | { namespace: string; name: string },
    minVersion: number,
    options?: ReadOptions,
  ): Promise<ReadWorkflow | undefined>;
  list(query: ListQuery, signal?: AbortSignal): Promise<ReadList>;
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange>;
}
