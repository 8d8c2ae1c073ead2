import type { ObjectStore } from '@tiphys/object-store';
import type { SecretKeySelector } from '@tiphys/spec';
import { ArtifactError } from '../artifact-error.ts';

/** What reaching the places of artifacts needs, for one workflow. */
export interface ArtifactAccess {
  /** The built-in store. */
  store: ObjectStore;
  /** @returns undefined where there is no such secret, or no such key in it. */
  readSecret: (name: string, key: string) => Promise<string | undefined>;
  /** A folder of the caller's own for what must lie on a disk for a while; the caller removes it. */
  temporaryFolder: string;
  /** Whether git repositories may be folders of this host; default no. */
  localRepositories?: boolean;
}

/**
 * A secret's value.
 *
 * @throws ArtifactError artifact_refused where it is named and not there, in Kubernetes's words.
 */
export async function secretOf(
  access: Pick<ArtifactAccess, 'readSecret'>,
  selector: SecretKeySelector | undefined,
): Promise<string | undefined> {
  if (selector === undefined) return undefined;
  const { name = '', key, optional } = selector;
  const value = await access.readSecret(name, key);
  if (value !== undefined || optional === true) return value;
  throw new ArtifactError('artifact_refused', `couldn't find key ${key} in Secret ${name}`);
}
