import { evaluateExpression } from '@tiphys/expression';
import type { Artifact } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { ArtifactScope, KnownArtifact } from '../scope/artifact-scope.ts';
import { fixedScope, layered, type Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { hasLocationOrKey, joinPath, keyOf, withKey } from './location.ts';

/** Why an artifact cannot be resolved; one that does not exist is forgiven where it is optional. */
export type ArtifactResult = { ok: true; value: Artifact } | { ok: false; message: string; missing: boolean };

/** What an artifact reference may name. */
export interface ReferenceScope {
  values: Scope;
  artifacts: ArtifactScope;
}

/** Follows `from` or `fromExpression`, and `subPath` below it (Argo's resolveArtifact). */
export function resolveArtifact(
  { name, from, fromExpression, subPath, optional }: DeepReadonly<Artifact>,
  scope: ReferenceScope,
): ArtifactResult {
  const found =
    (fromExpression ?? '') === ''
      ? followReference(from ?? '', scope)
      : evaluateReference(fromExpression ?? '', name, scope);
  if (!found.ok) return found;
  const resolved = { ...(found.value as Artifact), name };
  if ((subPath ?? '') === '') return { ok: true, value: resolved };
  const below = withSubPath(resolved, subPath ?? '', scope.values);
  if (below.ok) return { ok: true, value: below.value };
  return optional ? { ok: true, value: resolved } : { ...below, missing: false };
}

function followReference(
  from: string,
  { artifacts }: ReferenceScope,
): { ok: true; value: KnownArtifact } | { ok: false; message: string; missing: boolean } {
  const name = from.replace(/^\{\{/, '').replace(/\}\}$/, '').trim();
  const artifact = artifacts.lookup(name);
  if (artifact !== undefined) return { ok: true, value: artifact };
  return { ok: false, message: `Unable to resolve: ${JSON.stringify(name)}`, missing: true };
}

/** Stands for an artifact while an expression chooses one; no text of a workflow begins so. */
const TOKEN = '\u0000artifact:';

function evaluateReference(
  expression: string,
  name: string,
  { values, artifacts }: ReferenceScope,
): ReturnType<typeof followReference> {
  const known = new Map<string, KnownArtifact>();
  for (const [variable, artifact] of artifacts.all()) {
    if (!known.has(variable)) known.set(variable, artifact);
  }
  const tokens = fixedScope([...known.keys()].map((variable) => [variable, `${TOKEN}${variable}`] as const));
  const chosen = evaluateExpression(expression, layered(tokens, values));
  if (!chosen.ok) return { ok: false, message: chosen.error.message, missing: false };
  const artifact = chosen.value.startsWith(TOKEN) ? known.get(chosen.value.slice(TOKEN.length)) : undefined;
  if (artifact !== undefined) return { ok: true, value: artifact };
  return { ok: false, message: `Variable {{${name}}} is not an artifact`, missing: false };
}

function withSubPath(artifact: Artifact, subPath: string, values: Scope): Result<Artifact> {
  const path = substitute(subPath, values, 'lenient');
  if (!path.ok) return path;
  if (!hasLocationOrKey(artifact)) return failure('there is no artifact that it could be below');
  const key = keyOf(artifact);
  if (!key.ok) return key;
  return success({ ...artifact, ...withKey(artifact, joinPath(key.value, path.value)) });
}
