import type { LockRef } from '@tiphys/engine';
import type {
  Inputs,
  MemoizationStatus,
  NodePhase,
  NodeType,
  Outputs,
  ResourcesDuration,
  TemplateRef,
} from '@tiphys/spec';

/** What a node, or the workflow, has asked for. */
export interface RequestedLocks {
  locks: LockRef[];
  held: boolean;
  /** The first that is not to be had. */
  waiting?: string | undefined;
}

/**
 * One node as the read side keeps it. A node knows its parents and not its children: a new child then costs the
 * parent nothing, however many it has.
 */
export interface NodeRow {
  id: string;
  /** Place in the order of initialization. */
  ordinal: number;
  /** Version of the last transition that changed it. */
  version: number;
  parentIds: string[];
  name: string;
  displayName: string;
  type: NodeType;
  templateName: string;
  templateRef?: TemplateRef | undefined;
  templateScope: string;
  phase: NodePhase;
  boundaryID?: string | undefined;
  message: string;
  /** Milliseconds since 1970; 0: not yet. */
  startedAt: number;
  finishedAt: number;
  inputs?: Inputs | undefined;
  outputs?: Outputs | undefined;
  outboundNodes: string[];
  hostNodeName?: string | undefined;
  resourcesDuration?: ResourcesDuration | undefined;
  podIP?: string | undefined;
  /** True while it is a daemon that is ready. */
  daemoned?: boolean | undefined;
  /** The locks that it holds or waits for. */
  locks?: RequestedLocks | undefined;
  memoization?: MemoizationStatus | undefined;
  nodeFlag?: { hooked?: boolean | undefined; retried?: boolean | undefined } | undefined;
}
