import { artifactKey, artifactWithKey } from '@tiphys/engine';
import type { Artifact } from '@tiphys/spec';
import { ApiError } from './errors.ts';

/**
 * The keys that a request gives artifacts, by the artifact's name (Argo's ParseArtifactOverrides).
 *
 * @param texts `name=key`.
 * @throws ApiError invalid_argument.
 */
export function artifactOverrides(texts: readonly string[]): Map<string, string> {
  const keys = new Map<string, string>();
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1) {
      throw new ApiError('invalid_argument', `expected artifact of the form: NAME=KEY. Received: ${text}`);
    }
    keys.set(text.slice(0, at), text.slice(at + 1));
  }
  return keys;
}

/**
 * The artifacts that are overridden, each under its new key. One without a location lies in the workflow's repository.
 *
 * @throws ApiError invalid_argument for a key that no artifact takes, and for one of no artifact.
 */
export function overridden(artifacts: readonly Artifact[], keys: ReadonlyMap<string, string>): Artifact[] {
  const unmatched = [...keys.keys()].filter((name) => !artifacts.some((artifact) => artifact.name === name));
  if (unmatched.length > 0) {
    throw new ApiError(
      'invalid_argument',
      `artifact override(s) matched no artifact: ${unmatched.sort().join(', ')}`,
    );
  }
  return artifacts.flatMap((artifact) => {
    const key = keys.get(artifact.name);
    return key === undefined ? [] : [withKey(artifact, key)];
  });
}

/**
 * Argo's ValidateUploadedArtifactKey: a key of a template's artifact may only be one under which something was
 * uploaded for the namespace.
 *
 * @throws ApiError invalid_argument.
 */
export function checkUploadedKey(namespace: string, { name, ...location }: Artifact): void {
  const key = artifactKey(location) ?? '';
  const [uploads, owner, uuid = '', file = '', ...more] = key.split('/');
  const isUpload =
    uploads === 'uploads' && owner === namespace && UUID.test(uuid) && file !== '' && more.length === 0;
  if (isUpload && !key.includes('..') && file !== '.') return;
  throw new ApiError(
    'invalid_argument',
    `invalid artifact key override for ${name}: artifact key "${key}" must be uploads/${namespace}/{uuid}/{filename}`,
  );
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function withKey(artifact: Artifact, key: string): Artifact {
  const { s3: _s3, http: _http, raw, git, ...rest } = artifact;
  if (raw !== undefined || git !== undefined) {
    const kind = raw === undefined ? 'git' : 'raw';
    throw new ApiError(
      'invalid_argument',
      `failed to set key for artifact ${artifact.name}: key unsupported: ${kind} artifact does not have a key`,
    );
  }
  return { ...rest, ...artifactWithKey(artifact, key) };
}
