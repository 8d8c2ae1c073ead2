import type { PathSegment } from '@tiphys/spec';
import { parameterNameFaults } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';
import type { TemplateVariables } from './variables.ts';

const PARAMETER = /\{\{[-a-zA-Z0-9]+(\.[-\w]+)*\}\}/;

/** Of the name of an output: Argo looks at it when what is known beforehand has been filled in (validateOutputs). */
export function outputNameFaults(variables: TemplateVariables): (name: string) => string {
  return (name) => parameterNameFaults(variables.filledIn(name));
}

/** Of the name that an output has in the whole workflow; one with a variable left is known when it runs. */
export function validateGlobalName(
  problems: ProblemList,
  { globalName = '' }: { globalName?: string },
  variables: TemplateVariables,
  path: readonly PathSegment[],
  field: string,
): void {
  const name = variables.filledIn(globalName);
  if (name === '' || PARAMETER.test(name)) return;
  const faults = parameterNameFaults(name);
  if (faults !== '') problems.error([...path, 'globalName'], `${field}.globalName: ${faults}`);
}
