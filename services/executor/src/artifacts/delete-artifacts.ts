import { ArtifactError, deleteArtifact } from '@tiphys/artifacts';
import type { ArtifactDeletion, FinishArtifactDeletion } from '@tiphys/engine';
import { ObjectStoreError } from '@tiphys/object-store';
import { persistently } from '../persistently.ts';
import type { ExecutorPorts } from '../ports.ts';
import { attemptAccess } from './attempt-access.ts';

/** Deletes what a workflow's garbage collection has ordered; what is gone already counts as deleted. */
export async function deleteArtifacts(
  ports: ExecutorPorts,
  namespace: string,
  deletions: readonly ArtifactDeletion[],
  signal: AbortSignal,
): Promise<FinishArtifactDeletion['failures']> {
  const access = attemptAccess(ports, namespace, '');
  const failures: FinishArtifactDeletion['failures'] = [];
  for (const { nodeId, name, location } of deletions) {
    try {
      await persistently(
        ports,
        'deletion of an artifact',
        () => deleteArtifact(location, access, signal),
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ArtifactError || error instanceof ObjectStoreError)) throw error;
      failures.push({ nodeId, name, message: error.message });
    }
  }
  return failures;
}
