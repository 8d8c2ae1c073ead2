import type { PathSegment } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

const FIELD_NAME = /^[a-zA-Z0-9][-a-zA-Z0-9]*$/;
const MAX_FIELD_NAME = 128;
const PARAMETER_NAME = /^[-a-zA-Z0-9_]+$/;

/** What is wrong with the name of a template, step or task, in Argo's words; empty where nothing is. */
export function fieldNameFaults(name: string): string {
  const faults: string[] = [];
  if (name.length > MAX_FIELD_NAME) faults.push(`must be no more than ${MAX_FIELD_NAME} characters`);
  if (!FIELD_NAME.test(name)) {
    faults.push(
      "name must consist of alpha-numeric characters or '-', and must start with an alpha-numeric character (e.g. My-name1-2, 123-NAME)",
    );
  }
  return faults.join(';');
}

export function parameterNameFaults(name: string): string {
  return PARAMETER_NAME.test(name)
    ? ''
    : "Parameter/Artifact name must consist of alpha-numeric characters, '_' or '-' e.g. my_param_1, MY-PARAM-1";
}

/**
 * Names are given, legal, and each is given once (Argo's validateWorkflowFieldNames).
 *
 * @param field the list, as Argo's sentences have it: `templates.main.inputs.parameters`.
 */
export function validateNames(
  problems: ProblemList,
  items: readonly { name: string }[],
  path: readonly PathSegment[],
  field: string,
  faultsOf: (name: string) => string = fieldNameFaults,
): void {
  const known = new Set<string>();
  for (const [index, { name }] of items.entries()) {
    const at = [...path, index, 'name'];
    if (name === '') {
      problems.error(at, `${field}[${index}].name is required`);
      continue;
    }
    const faults = faultsOf(name);
    if (faults !== '') problems.error(at, `${field}[${index}].name: '${name}' is invalid: ${faults}`);
    if (known.has(name)) problems.error(at, `${field}[${index}].name '${name}' is not unique`);
    known.add(name);
  }
}
