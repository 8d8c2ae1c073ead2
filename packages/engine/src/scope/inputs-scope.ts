import type { Inputs, Outputs } from '@tiphys/spec';
import type { DeepReadonly } from '../state.ts';
import { parametersJson } from './global-scope.ts';
import { fixedScope, type Scope } from './scope.ts';

/** `inputs.parameters`, `inputs.parameters.<name>` of resolved inputs. */
export function inputsScope(inputs: DeepReadonly<Inputs> | undefined): Scope {
  const parameters = inputs?.parameters ?? [];
  return fixedScope([
    ['inputs.parameters', parametersJson(parameters)],
    ...parameters.map((parameter) => [`inputs.parameters.${parameter.name}`, parameter.value] as const),
  ]);
}

/** `outputs.parameters.<name>.path`: where the container is to leave a value. */
export function outputPathsScope(outputs: DeepReadonly<Outputs> | undefined): Scope {
  return fixedScope(
    (outputs?.parameters ?? []).map(
      (parameter) => [`outputs.parameters.${parameter.name}.path`, parameter.valueFrom?.path] as const,
    ),
  );
}
