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

/** The status service as the api sees it. */
export interface StatusReader {
  /** Undefined where there is no such workflow once the projection has reached `minVersion`. */
  get(
    key: { uid: string } | { namespace: string; name: string },
    minVersion: number,
    signal?: AbortSignal,
  ): Promise<ReadWorkflow | undefined>;
  list(query: ListQuery, signal?: AbortSignal): Promise<ReadList>;
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<StatusChange>;
}
