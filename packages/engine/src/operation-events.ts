import type { NodePhase } from '@tiphys/spec';

/** What comes of what people do to a workflow that is there. */
export type OperationEvent = SuspensionChanged | NodesDeferred | NodesReleased | NodesChosen;

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
