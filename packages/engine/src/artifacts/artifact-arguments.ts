import type { Artifact, Template } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { type Strictness, substituteAll } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { hasLocationOrKey } from './location.ts';
import { type ReferenceScope, resolveArtifact } from './resolve-artifact.ts';

/**
 * Resolves the artifact arguments of a step, task, hook or handler (the second half of Argo's resolveReferences,
 * resolveDependencyReferences and resolveExitTmplArgument). Optional ones that do not exist are left out.
 */
export function resolveArtifactArguments(
  artifacts: DeepReadonly<Artifact[]> | undefined,
  scope: ReferenceScope,
  strictness: Strictness,
  kind: 'steps' | 'tasks' | 'hook',
): Result<Artifact[]> {
  const resolved: Artifact[] = [];
  for (const artifact of artifacts ?? []) {
    if ((artifact.from ?? '') === '' && (artifact.fromExpression ?? '') === '') {
      const given = substituteAll(artifact as Artifact, scope.values, strictness);
      if (!given.ok) return given;
      resolved.push(given.value);
      continue;
    }
    const result = resolveArtifact(artifact, scope);
    if (result.ok) resolved.push(result.value);
    // Steps forgive an optional artifact everything, tasks only that it is not there.
    else if (!(artifact.optional && (kind !== 'tasks' || result.missing))) {
      return failure(kind === 'tasks' ? result.message : `unable to resolve references: ${result.message}`);
    }
  }
  return success(resolved);
}

/**
 * Gives a template's input artifacts their places: the argument's, or their own (the second half of Argo's
 * ProcessArgs).
 *
 * @param scope the template's own, its input parameters included.
 */
export function resolveInputArtifacts(
  template: DeepReadonly<Template>,
  args: DeepReadonly<Artifact[]>,
  scope: Scope,
): Result<Artifact[] | undefined> {
  const declared = template.inputs?.artifacts ?? [];
  if (declared.length === 0) return success(undefined);
  const byName = new Map(args.map((argument) => [argument.name, argument]));
  const artifacts: Artifact[] = [];
  for (const input of declared) {
    const argument = byName.get(input.name);
    if (!input.optional && !hasLocationOrKey(input)) {
      if (argument === undefined) return failure(`inputs.artifacts.${input.name} was not supplied`);
      if (!hasLocationOrKey(argument)) {
        return failure(`inputs.artifacts.${input.name} missing location information`);
      }
    }
    const filled = substituteAll(placed(input, argument) as Artifact, scope, 'lenient');
    if (!filled.ok) return filled;
    artifacts.push(filled.value);
  }
  return success(artifacts);
}

/** The argument with what the template says of its place in the container; Argo takes nothing else of the input. */
function placed(
  input: DeepReadonly<Artifact>,
  argument: DeepReadonly<Artifact> | undefined,
): DeepReadonly<Artifact> {
  if (argument === undefined) return input;
  const { path: _path, mode: _mode, recurseMode: _recurse, ...given } = argument;
  return {
    ...given,
    ...(input.path === undefined ? {} : { path: input.path }),
    ...(input.mode === undefined ? {} : { mode: input.mode }),
    ...(input.recurseMode === undefined ? {} : { recurseMode: input.recurseMode }),
    // What was skipped has put out nothing: the input that may do without says so. Argo forgets that it may.
    ...(input.optional && !hasLocationOrKey(argument) ? { optional: true } : {}),
  };
}
