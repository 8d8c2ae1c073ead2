import type { ArtifactGCStrategy, ArtifactLocation } from '@tiphys/spec';

/** An artifact whose object is to be deleted. */
export interface ArtifactDeletion {
  nodeId: string;
  name: string;
  /** Complete. */
  location: ArtifactLocation;
}

/** The deletion of the workflow was asked for, and waits for that of its artifacts. */
export interface DeletionRequested {
  type: 'deletionRequested';
}

/** Orders the deletion of objects; the history is the outbox. Also after the workflow has finished. */
export interface ArtifactDeletionOrdered {
  type: 'artifactDeletionOrdered';
  batchId: string;
  strategy: ArtifactGCStrategy;
  /** Empty where this only says that there are no more. */
  artifacts: ArtifactDeletion[];
  /** How many of the nodes with artifacts have been looked at for this strategy. */
  through: number;
}

/** What became of one such order. */
export interface ArtifactsDeleted {
  type: 'artifactsDeleted';
  batchId: string;
  deleted: { nodeId: string; name: string }[];
  /** Why others were not. */
  message?: string | undefined;
}

export type ArtifactGcEvent = DeletionRequested | ArtifactDeletionOrdered | ArtifactsDeleted;

/** An agent reports what became of an order to delete artifacts. */
export interface FinishArtifactDeletion {
  type: 'finishArtifactDeletion';
  batchId: string;
  failures: { nodeId: string; name: string; message: string }[];
}
