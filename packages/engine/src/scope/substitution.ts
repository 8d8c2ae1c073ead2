import { replaceTags } from '@tiphys/expression';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from './scope.ts';

/**
 * What becomes of a tag whose name the scope does not know: it stays as it is (`lenient`), or, where it begins with
 * `steps.` or `tasks.`, it is an error (`strict`), since nothing later would fill it; or it always is (`complete`).
 */
export type Strictness = 'lenient' | 'strict' | 'complete';

const STRICT_PREFIXES = ['steps', 'tasks'];

/** Replaces `{{name}}` and `{{=expression}}` in one text. */
export function substitute(text: string, scope: Scope, strictness: Strictness): Result<string> {
  if (!text.includes('{{')) return success(text);
  const result = replaceTags(text, scope, {
    allowUnresolved: strictness !== 'complete',
    strictPrefixes: strictness === 'strict' ? STRICT_PREFIXES : [],
  });
  return result.ok ? success(result.value) : failure(result.error.message);
}

/**
 * The same for every text inside a value; keys stay. The value is plain data from a manifest, no deeper than the
 * parser allows.
 */
export function substituteAll<T>(value: T, scope: Scope, strictness: Strictness): Result<T> {
  if (typeof value === 'string') return substitute(value, scope, strictness) as Result<T>;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) {
      const result = substituteAll(item, scope, strictness);
      if (!result.ok) return result;
      items.push(result.value);
    }
    return success(items as T);
  }
  if (typeof value === 'object' && value !== null) return substituteFields(value, scope, strictness);
  return success(value);
}

/**
 * Replaces twice, leaving what nobody knows: a `workflow.*` value may itself refer to an input, as in Argo's two passes.
 *
 * @param inner the scope with the inputs in it.
 */
export function substituteTwice<T>(value: T, scope: Scope, inner: Scope): Result<T> {
  const outer = substituteAll(value, scope, 'lenient');
  return outer.ok ? substituteAll(outer.value, inner, 'lenient') : outer;
}

function substituteFields<T extends object>(value: T, scope: Scope, strictness: Strictness): Result<T> {
  const entries: [string, unknown][] = [];
  for (const [key, item] of Object.entries(value)) {
    const result = substituteAll(item, scope, strictness);
    if (!result.ok) return result;
    entries.push([key, result.value]);
  }
  // Unlike an assignment this makes `__proto__` a key like every other.
  return success(Object.fromEntries(entries) as T);
}
