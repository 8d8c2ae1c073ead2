import { deleteArtifact } from '@tiphys/artifacts';
import type { ArtifactDeletion, FinishArtifactDeletion } from '@tiphys/engine';
import type { ArtifactLocation } from '@tiphys/spec';
import type { ExecutorPorts } from '../ports.ts';
import { ArtifactFault, moving } from './artifact-fault.ts';
import { attemptAccess } from './attempt-access.ts';

/**
 * Deletes what a workflow's garbage collection has ordered; what is gone already counts as deleted. A store that does
 * not answer is given up for all that lies there, so that a deletion ends.
 */
export async function deleteArtifacts(
  ports: ExecutorPorts,
  namespace: string,
  deletions: readonly ArtifactDeletion[],
  signal: AbortSignal,
): Promise<FinishArtifactDeletion['failures']> {
  const access = attemptAccess(ports, namespace, '');
  const failures: FinishArtifactDeletion['failures'] = [];
  const away = new Map<string, string>();
  for (const { nodeId, name, location } of deletions) {
    const known = away.get(storeOf(location));
    if (known !== undefined) {
      failures.push({ nodeId, name, message: known });
      continue;
    }
    const run = (): Promise<number> => deleteArtifact(location, access, signal);
    try {
      await moving(ports, 'deletion of an artifact', location, signal, run);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ArtifactFault)) throw error;
      if (error.isAway) away.set(storeOf(location), error.message);
      failures.push({ nodeId, name, message: error.message });
    }
  }
  return failures;
}

function storeOf({ s3 = {} }: ArtifactLocation): string {
  return JSON.stringify([s3.endpoint, s3.bucket]);
}
