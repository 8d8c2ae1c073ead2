import type { ArchiveStrategy, Artifact, ArtifactLocation, Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import type { ContainerTask, InputArtifact, OutputArtifact } from '../pod/container-task.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { artifactPath } from './artifact-path.ts';
import { hasLocation, hasLocationOrKey, joinPath, keyOf, locationOf, withKey } from './location.ts';
import { archiveLocationOf, archivesLogs, repositoryLocation } from './repository.ts';

type TaskArtifacts = Pick<ContainerTask, 'inputArtifacts' | 'outputArtifacts' | 'archiveLogs'>;

/**
 * What an agent is to put into the container and to take out of it, every place complete.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function renderArtifacts(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<TaskArtifacts> {
  const inputs = node.inputs?.artifacts ?? [];
  const outputs = template.outputs?.artifacts ?? [];
  const logs = archivesLogs(state, template);
  if (inputs.length === 0 && outputs.length === 0 && !logs) return success({});
  const fill = <T>(value: T): Result<T> => {
    const outer = substituteAll(value, scope, 'lenient');
    return outer.ok ? substituteAll(outer.value, withInputs(scope, node.inputs), 'lenient') : outer;
  };
  const archive = fill(archiveLocationOf(state, template));
  if (!archive.ok) return archive;
  const repository = fill(repositoryLocation(state.artifactRepository));
  if (!repository.ok) return repository;
  const own = new Set((template.inputs?.artifacts ?? []).filter(hasLocationOrKey).map(({ name }) => name));
  const inputArtifacts = each(inputs, fill, (artifact) =>
    inputOf(artifact, own.has(artifact.name) ? archive.value : repository.value),
  );
  if (!inputArtifacts.ok) return inputArtifacts;
  const outputArtifacts = each(outputs, fill, (artifact) => outputOf(artifact, archive.value));
  if (!outputArtifacts.ok) return outputArtifacts;
  const key = logs ? keyOf(archive.value) : success('');
  if (!key.ok) return key;
  return success({
    ...(inputArtifacts.value.length === 0 ? {} : { inputArtifacts: inputArtifacts.value }),
    ...(outputArtifacts.value.length === 0 ? {} : { outputArtifacts: outputArtifacts.value }),
    ...(logs ? { archiveLogs: withKey(archive.value, joinPath(key.value, 'main.log')) } : {}),
  });
}

function each<T>(
  artifacts: DeepReadonly<Artifact[]>,
  fill: (artifact: Artifact) => Result<Artifact>,
  render: (artifact: Artifact) => Result<T | undefined>,
): Result<T[]> {
  const rendered: T[] = [];
  for (const artifact of artifacts) {
    const filled = fill(artifact as Artifact);
    if (!filled.ok) return filled;
    const result = render(filled.value);
    if (!result.ok) return result;
    if (result.value !== undefined) rendered.push(result.value);
  }
  return success(rendered);
}

/** Undefined: an optional one that was not supplied. */
function inputOf(artifact: Artifact, around: ArtifactLocation): Result<InputArtifact | undefined> {
  const { name, mode, recurseMode, optional, archive } = artifact;
  if (!hasLocationOrKey(artifact)) {
    return optional ? success(undefined) : failure(`required artifact '${name}' not supplied`);
  }
  const path = artifactPath(name, artifact.path ?? '');
  if (!path.ok) return path;
  const location = completed(artifact, around);
  if (!location.ok) return location;
  return success({
    name,
    path: path.value,
    location: location.value,
    ...(mode === undefined ? {} : { mode }),
    ...(recurseMode ? { recurseMode } : {}),
    ...(optional ? { optional } : {}),
    ...(archive === undefined ? {} : { archive }),
  });
}

function outputOf(artifact: Artifact, around: ArtifactLocation): Result<OutputArtifact> {
  const { name, optional, mode, recurseMode } = artifact;
  const path = artifactPath(name, artifact.path ?? '');
  if (!path.ok) return path;
  const archive = strategyOf(artifact.archive);
  const destination = hasLocationOrKey(artifact)
    ? completed(artifact, around)
    : below(around, fileName(name, path.value, archive));
  if (!destination.ok) return destination;
  return success({
    name,
    path: path.value,
    destination: destination.value,
    archive,
    ...(optional ? { optional } : {}),
    ...(mode === undefined ? {} : { mode }),
    ...(recurseMode ? { recurseMode } : {}),
  });
}

/** One strategy of the three, tar where none is said; of several the one that Argo looks at first. */
function strategyOf({ none, zip, tar }: ArchiveStrategy = {}): ArchiveStrategy {
  if (none !== undefined) return { none };
  return zip === undefined ? { tar: tar ?? {} } : { zip };
}

/** The last part of the key (Argo's stageArchiveFile). */
function fileName(name: string, path: string, { none, zip }: ArchiveStrategy): string {
  if (none !== undefined) return path.slice(path.lastIndexOf('/') + 1);
  return zip === undefined ? `${name}.tgz` : `${name}.zip`;
}

function below(around: ArtifactLocation, file: string): Result<ArtifactLocation> {
  const key = keyOf(around);
  return key.ok ? success(withKey(around, joinPath(key.value, file))) : key;
}

/** With the bucket of the place around it where it has only a key (Argo's Relocate). */
function completed(artifact: Artifact, around: ArtifactLocation): Result<ArtifactLocation> {
  if (hasLocation(artifact)) return success(locationOf(artifact));
  const key = keyOf(artifact);
  if (!key.ok) return key;
  const other = keyOf(around);
  return other.ok ? success(withKey(around, key.value)) : other;
}
