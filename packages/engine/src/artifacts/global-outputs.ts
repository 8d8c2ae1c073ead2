import type { Artifact, Outputs, Parameter } from '@tiphys/spec';
import type { WorkflowDraft } from '../state.ts';

/**
 * Outputs with a `globalName` are the workflow's too, from the moment on at which their node has them; a later one of
 * the same name takes the place of an earlier one (Argo's addParamToGlobalScope and addArtifactToGlobalScope).
 */
export function applyGlobalOutputs(
  draft: Pick<WorkflowDraft, 'globalParameters' | 'globalArtifacts'>,
  outputs: Outputs,
): void {
  for (const parameter of outputs.parameters ?? []) {
    const global = globalParameter(parameter);
    if (global !== undefined) draft.globalParameters.set(global.name, global);
  }
  for (const artifact of outputs.artifacts ?? []) {
    const global = globalArtifact(artifact);
    if (global !== undefined) draft.globalArtifacts.set(global.name, global);
  }
}

/** The parameter as the workflow has it; undefined where it is not the workflow's. */
export function globalParameter({ globalName = '', value }: Parameter): Parameter | undefined {
  if (globalName === '') return undefined;
  return { name: globalName, ...(value === undefined ? {} : { value }) };
}

export function globalArtifact({
  globalName = '',
  path: _path,
  ...artifact
}: Artifact): Artifact | undefined {
  return globalName === '' ? undefined : { ...artifact, name: globalName };
}
