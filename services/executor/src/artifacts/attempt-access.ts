import type { ArtifactAccess } from '@tiphys/artifacts';
import type { ExecutorPorts } from '../ports.ts';

/** What a workflow's artifacts may be reached with: the secrets of its namespace. */
export function attemptAccess(
  { store, objects }: Pick<ExecutorPorts, 'store' | 'objects'>,
  namespace: string,
  temporaryFolder: string,
): ArtifactAccess {
  const readSecret = async (name: string, key: string): Promise<string | undefined> => {
    const value = (await objects.readSecret(namespace, name))?.get(key);
    return value === undefined ? undefined : Buffer.from(value).toString('utf8');
  };
  return { store, readSecret, temporaryFolder };
}
