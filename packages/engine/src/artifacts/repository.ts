import type { Artifact, ArtifactLocation, ArtifactRepository, Template } from '@tiphys/spec';
import type { DeepReadonly, WorkflowState } from '../state.ts';
import { hasLocation, hasLocationOrKey, joinPath, keyOf, locationOf, withKey } from './location.ts';

/** Argo's DefaultArchivePattern. */
const DEFAULT_KEY = '{{workflow.name}}/{{pod.name}}';

/** Where artifacts go that do not say it themselves; the key is a format. The built-in store where none is named. */
export function repositoryLocation(
  repository: DeepReadonly<ArtifactRepository> | undefined,
): ArtifactLocation {
  const { keyFormat = '', keyPrefix = '', ...bucket } = repository?.s3 ?? {};
  const key = keyFormat === '' ? joinPath(keyPrefix, DEFAULT_KEY) : keyFormat;
  return { s3: { ...(bucket as ArtifactLocation['s3']), key } };
}

/**
 * Where an artifact of a node lies: where it says itself, else under its key in the workflow's repository (Argo's
 * Relocate).
 *
 * @returns undefined where it names no object.
 */
export function artifactLocation(
  artifact: DeepReadonly<Artifact>,
  repository: DeepReadonly<ArtifactRepository> | undefined,
): ArtifactLocation | undefined {
  if (hasLocation(artifact)) return locationOf(artifact);
  if (!hasLocationOrKey(artifact)) return undefined;
  const key = keyOf(artifact);
  return key.ok ? withKey(repositoryLocation(repository), key.value) : undefined;
}

/** The template's own archiveLocation where it is complete, else the repository (Argo's addArchiveLocation). */
export function archiveLocationOf(state: WorkflowState, template: DeepReadonly<Template>): ArtifactLocation {
  return hasOwnArchive(template)
    ? locationOf(template.archiveLocation ?? {})
    : repositoryLocation(state.artifactRepository);
}

/** Whether what the template puts out lies elsewhere than the workflow's other artifacts. */
export function hasOwnArchive({ archiveLocation }: DeepReadonly<Template>): boolean {
  return archiveLocation !== undefined && hasLocation(archiveLocation);
}

/** Whether a container's logs are kept as an artifact (Argo's IsArchiveLogs): the repository says so, or the template, or the workflow. */
export function archivesLogs(state: WorkflowState, template: DeepReadonly<Template>): boolean {
  if (state.artifactRepository?.archiveLogs) return true;
  return template.archiveLocation?.archiveLogs ?? state.workflow.spec.archiveLogs ?? false;
}
