import type { Inputs, NodePhase } from '@tiphys/spec';

/** What comes of what people do to a workflow that is there. */
export type OperationEvent =
  | SuspensionChanged
  | NodesDeferred
  | NodesReleased
  | NodesChosen
  | WorkflowRestarted
  | RestartPlanned
  | NodesRemoved
  | NodesReset
  | DeletionBegun;

/** `spec.suspend`: while it is suspended nothing new starts, and what runs goes on. */
export interface SuspensionChanged {
  type: 'suspensionChanged';
  suspended: boolean;
}

/** What is left to look at until the workflow goes on; the empty id is the workflow itself. */
export interface NodesDeferred {
  type: 'nodesDeferred';
  ids: string[];
}

/** They are looked at again. */
export interface NodesReleased {
  type: 'nodesReleased';
  ids: string[];
}

/** What somebody makes of Suspend nodes that wait (`argo resume`, `stop` and `node set`). */
export interface NodeSetting {
  phase?: NodePhase | undefined;
  message?: string | undefined;
  /** Values of outputs that are to be supplied. */
  outputParameters?: { name: string; value: string }[] | undefined;
}

/** Suspend nodes that are to be set and did not fit into the transition. */
export interface NodesChosen {
  type: 'nodesChosen';
  ids: string[];
  setting: NodeSetting;
}

/** A workflow that had ended runs again, from now on. */
export interface WorkflowRestarted {
  type: 'workflowRestarted';
  /** Values of its arguments, instead of those that it had. */
  parameters?: { name: string; value: string }[] | undefined;
}

/**
 * What is to be removed and reset before anything goes on. Nodes are named by their places in the order of
 * initialization: a number is short, and there may be as many as there are nodes.
 */
export interface RestartPlanned {
  type: 'restartPlanned';
  /** Those that are owned come before their owners. */
  remove: number[];
  /** Owners come before those that they own. */
  reset: number[];
}

/** The nodes are no more; nodes of the same ids may come, whose attempts are numbered on. */
export interface NodesRemoved {
  type: 'nodesRemoved';
  ids: string[];
}

/** The nodes run again, with what is left below them. */
export interface NodesReset {
  type: 'nodesReset';
  ids: string[];
  /** Of the entrypoint's node, where its arguments are others now. */
  inputs?: Inputs | undefined;
}

/** The workflow is to be forgotten, and more containers are to be ended before than one transition has room for. */
export interface DeletionBegun {
  type: 'deletionBegun';
}
