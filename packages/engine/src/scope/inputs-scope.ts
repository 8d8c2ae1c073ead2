import type { Artifact, Inputs, Outputs } from '@tiphys/spec';
import type { DeepReadonly } from '../state.ts';
import { parametersJson } from './global-scope.ts';
import { fixedScope, type Scope } from './scope.ts';

/** `inputs.parameters`, `inputs.parameters.<name>` of resolved inputs. */
export function inputsScope(inputs: DeepReadonly<Inputs> | undefined): Scope {
  const parameters = inputs?.parameters ?? [];
  return fixedScope([
    ['inputs.parameters', parametersJson(parameters)],
    ...parameters.map((parameter) => [`inputs.parameters.${parameter.name}`, parameter.value] as const),
    ...paths('inputs', inputs?.artifacts),
  ]);
}

/** `outputs.parameters.<name>.path` and the like: where the container is to leave something. */
export function outputPathsScope(outputs: DeepReadonly<Outputs> | undefined): Scope {
  return fixedScope([
    ...(outputs?.parameters ?? []).map(
      (parameter) => [`outputs.parameters.${parameter.name}.path`, parameter.valueFrom?.path] as const,
    ),
    ...paths('outputs', outputs?.artifacts),
  ]);
}

/** `inputs.artifacts.<name>.path`, `outputs.artifacts.<name>.path`. */
function paths(
  root: 'inputs' | 'outputs',
  artifacts: DeepReadonly<Artifact[]> | undefined,
): (readonly [string, string | undefined])[] {
  return (artifacts ?? []).map(({ name, path }) => [`${root}.artifacts.${name}.path`, path] as const);
}
