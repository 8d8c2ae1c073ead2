import type { Inputs, Template } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { withInputs } from './arguments.ts';

/** Argo's displayNameRegex. */
const DISPLAY_NAME = /^[a-zA-Z0-9][a-zA-Z0-9\-.]{0,61}[a-zA-Z0-9]$/;
const ANNOTATION = 'workflows.argoproj.io/display-name';

/** The name that a template gives its nodes to be shown under; undefined where it gives none. */
export function annotatedName(
  { annotations }: DeepReadonly<Template>,
  inputs: DeepReadonly<Inputs> | undefined,
  scope: Scope,
): Result<string | undefined> {
  const name =
    annotations !== undefined && Object.hasOwn(annotations, ANNOTATION) ? annotations[ANNOTATION] : undefined;
  if (name === undefined || name === '') return success(undefined);
  const filled = substitute(name, withInputs(scope, inputs), 'lenient');
  if (!filled.ok || DISPLAY_NAME.test(filled.value)) return filled;
  return failure('displayName must match the regex ^[a-zA-Z0-9][a-zA-Z0-9-.]{0,61}[a-zA-Z0-9]$');
}
