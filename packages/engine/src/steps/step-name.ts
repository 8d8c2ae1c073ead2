import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';

/**
 * The name of a step as its node has it: a manifest may build it of what the template knows by itself. In Argo it has
 * been filled in before the steps are looked at (ProcessArgs).
 *
 * @param template what the template knows by itself.
 */
export function stepName(name: string, template: Scope): string {
  if (!hasVariable(name)) return name;
  const filled = substitute(name, template, 'lenient');
  return filled.ok ? filled.value : name;
}

export function hasVariable(name: string): boolean {
  return name.includes('{{');
}

/** As long as a name in a manifest may be. */
const MAX_LENGTH = 128;

/** What is wrong with a name that was built; undefined: nothing. Argo runs two steps of one name as one. */
export function stepNameFault(name: string, isUnique: boolean): string | undefined {
  if (name === '') return 'the name of a step is empty';
  if (name.length > MAX_LENGTH)
    return `the name of a step has ${name.length} characters, more than ${MAX_LENGTH}`;
  return isUnique ? undefined : `the name of a step, '${name}', is not unique`;
}
