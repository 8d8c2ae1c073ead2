import type { ArtifactGCStrategy } from '@tiphys/spec';
import type { ArtifactDeletion } from './gc-events.ts';

/** How far the deletion of a workflow's artifacts has come. */
export interface ArtifactGcDraft {
  /** Pods that have put out artifacts, in that order. */
  nodeIds: string[];
  /** How many of them have been looked at, by strategy. */
  through: Map<ArtifactGCStrategy, number>;
  /** Orders of which nothing has been heard. */
  batches: Map<string, ArtifactDeletion[]>;
  /** How many orders there have been. */
  ordered: number;
  /** Something could not be deleted. */
  failed: boolean;
  deletionRequested: boolean;
}

export function noArtifactGc(): ArtifactGcDraft {
  return {
    nodeIds: [],
    through: new Map(),
    batches: new Map(),
    ordered: 0,
    failed: false,
    deletionRequested: false,
  };
}
