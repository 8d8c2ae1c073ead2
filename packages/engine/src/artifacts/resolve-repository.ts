import { type ArtifactRepositoryRefStatus, decodeArtifactRepository } from '@tiphys/spec';
import type { Decision } from '../decision.ts';
import { failure, type Result, success } from '../result.ts';

/** The ConfigMap that says where artifacts go, where a workflow does not name one. */
const CONFIG_MAP = 'artifact-repositories';
/** The annotation that names the key of a ConfigMap that counts where none is named. */
const DEFAULT_KEY = 'workflows.argoproj.io/default-artifact-repository';

/**
 * Finds the repository for the artifacts of a workflow that is about to start (Argo's artifactrepositories.Resolve),
 * and keeps it in the history, so that a change of the ConfigMap never touches a workflow that runs. ConfigMaps of
 * the workflow's own namespace count.
 *
 * @returns why there is none; the built-in store is taken where none is asked for.
 */
export function resolveArtifactRepository(decision: Decision): Result<undefined> {
  const { state, surroundings } = decision;
  const ref = state.workflow.spec.artifactRepositoryRef;
  const { configMap = '', key = '' } = ref ?? {};
  const name = configMap === '' ? CONFIG_MAP : configMap;
  const entry =
    key === '' ? (surroundings.configMapAnnotation?.(state.namespace, name, DEFAULT_KEY) ?? '') : key;
  const text = surroundings.configMap(state.namespace, name)?.get(entry);
  if (text === undefined) {
    if (ref === undefined) return success(undefined);
    return failure(
      `failed to resolve artifact repository: failed to find any artifact repository for artifact repository ref "${configMap}#${key}"`,
    );
  }
  const decoded = decodeArtifactRepository(text);
  if (!decoded.ok) {
    return failure(
      `failed to resolve artifact repository: error getting config map for artifact repository ref "${state.namespace}/${configMap}#${key}": failed to unmarshall config map key "${entry}": ${decoded.message}`,
    );
  }
  const resolved: ArtifactRepositoryRefStatus = {
    configMap: name,
    key: entry,
    namespace: state.namespace,
    artifactRepository: decoded.repository,
  };
  decision.emit({ type: 'artifactRepositoryResolved', resolved });
  return success(undefined);
}
