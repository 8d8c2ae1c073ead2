import { type Artifact, type ArtifactLocation, MAIN_LOGS, type Template } from '@tiphys/spec';
import type { ContainerTask } from '../pod/container-task.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { hasLocation } from './location.ts';
import { hasOwnArchive } from './repository.ts';

/**
 * What the node shows of the artifacts that an agent has kept. The agent sends names; each is shown with what the
 * template declares of it and where it lies. As in Argo that is the key alone for what lies in the workflow's
 * repository; what lies elsewhere is shown with its bucket, so that whoever takes it finds it.
 *
 * @param scope what the outputs of the template may refer to, its inputs included.
 */
export function keptArtifacts(
  template: DeepReadonly<Template> | undefined,
  task: DeepReadonly<ContainerTask>,
  sent: DeepReadonly<Artifact[]>,
  scope: Scope,
): Artifact[] {
  const left = new Map(sent.map((artifact) => [artifact.name, artifact as Artifact]));
  const elsewhere = template !== undefined && hasOwnArchive(template);
  const kept: Artifact[] = [];
  for (const declared of template?.outputs?.artifacts ?? []) {
    const filled = substituteAll(declared as Artifact, scope, 'lenient');
    const { archiveLogs: _logs, ...own } = filled.ok ? filled.value : (declared as Artifact);
    const output = task.outputArtifacts?.find(({ name }) => name === own.name);
    if (output === undefined || !left.delete(own.name)) continue;
    const complete = elsewhere || hasLocation(declared);
    kept.push({ ...own, path: output.path, ...shown(output.destination as ArtifactLocation, complete) });
  }
  for (const [name, artifact] of left) {
    const logs = name === MAIN_LOGS ? task.archiveLogs : undefined;
    kept.push(logs === undefined ? artifact : { name, ...shown(logs as ArtifactLocation, elsewhere) });
  }
  return kept;
}

function shown(location: ArtifactLocation, complete: boolean): ArtifactLocation {
  const key = location.s3?.key;
  return complete || key === undefined ? location : { s3: { key } };
}
