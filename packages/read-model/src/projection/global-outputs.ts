import { globalArtifact, globalParameter } from '@tiphys/engine';
import type { Outputs } from '@tiphys/spec';

/** The workflow's outputs with those of a node that has just put some out; a later one of a name takes its place. */
export function withGlobalOutputs(before: Outputs | undefined, outputs: Outputs): Outputs | undefined {
  const parameters = (outputs.parameters ?? []).flatMap((parameter) => globalParameter(parameter) ?? []);
  const artifacts = (outputs.artifacts ?? []).flatMap((artifact) => globalArtifact(artifact) ?? []);
  if (parameters.length === 0 && artifacts.length === 0) return before;
  const after: Outputs = {
    parameters: byName(before?.parameters, parameters),
    artifacts: byName(before?.artifacts, artifacts),
  };
  if (after.parameters?.length === 0) delete after.parameters;
  if (after.artifacts?.length === 0) delete after.artifacts;
  return after;
}

function byName<T extends { name: string }>(before: readonly T[] | undefined, added: readonly T[]): T[] {
  const all = new Map((before ?? []).map((output) => [output.name, output]));
  for (const output of added) all.set(output.name, output);
  return [...all.values()];
}
