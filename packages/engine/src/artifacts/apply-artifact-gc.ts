import type { Outputs } from '@tiphys/spec';
import type { NodeDraft, WorkflowDraft } from '../state.ts';
import type { ArtifactGcEvent } from './gc-events.ts';

export function applyArtifactGc(draft: WorkflowDraft, event: ArtifactGcEvent): void {
  const gc = draft.artifactGc;
  switch (event.type) {
    case 'deletionRequested':
      gc.deletionRequested = true;
      return;
    case 'artifactDeletionOrdered':
      gc.through.set(event.strategy, event.through);
      gc.ordered += 1;
      if (event.artifacts.length > 0) gc.batches.set(event.batchId, event.artifacts);
      return;
    case 'artifactsDeleted':
      gc.batches.delete(event.batchId);
      if (event.message !== undefined) gc.failed = true;
      for (const { nodeId, name } of event.deleted) {
        const node = draft.nodes.get(nodeId);
        if (node !== undefined) node.outputs = withoutArtifact(node.outputs, name);
      }
      return;
  }
}

/** Keeps in mind where artifacts are that may have to be deleted. */
export function noteArtifacts({ artifactGc }: WorkflowDraft, node: NodeDraft, outputs: Outputs): void {
  if (node.type === 'Pod' && (outputs.artifacts ?? []).length > 0) artifactGc.nodeIds.push(node.id);
}

/** The artifact stays in the outputs, marked as deleted. */
export function withoutArtifact(outputs: Outputs | undefined, name: string): Outputs | undefined {
  if (outputs?.artifacts === undefined) return outputs;
  return {
    ...outputs,
    artifacts: outputs.artifacts.map((artifact) =>
      artifact.name === name ? { ...artifact, deleted: true } : artifact,
    ),
  };
}
