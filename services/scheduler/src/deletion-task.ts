import type { ArtifactDeletion, ContainerTask, WorkflowState } from '@tiphys/engine';

/** What one order names. */
export type OrderedDeletions = NonNullable<ReturnType<WorkflowState['artifactGc']['batches']['get']>>;

/** Where agents look that are told of no other pool. */
export const DEFAULT_POOL = 'default';

/** A task without a container: an agent deletes artifacts and reports. */
export function deletionTask(batchId: string, artifacts: OrderedDeletions): ContainerTask {
  return {
    nodeName: batchId,
    podName: batchId,
    templateName: '',
    image: '',
    command: [],
    args: [],
    env: [],
    outputFiles: [],
    includeResult: false,
    deletions: structuredClone(artifacts) as ArtifactDeletion[],
  };
}
