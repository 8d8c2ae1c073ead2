import { argoEnvironment } from '../argo-environment.ts';
import { evaluate } from '../evaluate-expression.ts';
import { goJson } from '../go/go-json.ts';
import { quote } from '../go/go-quote.ts';
import type { GoValue } from '../go/go-value.ts';
import type { Meter } from '../meter.ts';
import { attempt, ExpressionFailure } from '../result.ts';
import type { VariableScope } from '../variable-scope.ts';
import { missingVariables } from './missing-variables.ts';
import type { Strictness } from './replace-tags.ts';

/**
 * Variables that come later than others. An expression that names one of them waits, since `nil` in its place would
 * be a value like any other (issues 5388, 10393, 15008).
 */
const LATE_VARIABLES: ReadonlySet<string> = new Set([
  'item',
  'retries',
  'lastRetry.exitCode',
  'lastRetry.status',
  'lastRetry.duration',
  'lastRetry.message',
  'workflow.status',
  'workflow.failures',
]);

/** Values that stand for others while a workflow is validated; no expression can be right or wrong over them. */
const PLACEHOLDER = '__argo__internal__placeholder-';

/**
 * What `{{=expression}}` becomes (Argo's expressionReplaceStrict): its value, or the tag itself where variables are
 * still missing that may come.
 *
 * @param meter shared by the tags of a text.
 * @throws ExpressionFailure in Argo's words: "failed to evaluate expression: ...".
 */
export function replaceExpressionTag(
  expression: string,
  scope: VariableScope,
  isStrict: Strictness | undefined,
  meter: Meter,
): string {
  const environment = argoEnvironment(scope);
  const missing = attempt(() => missingVariables(expression, environment));
  const names = missing.ok ? missing.value : [];
  const strictlyMissing = names.find((name) => isStrict?.(name));
  if (strictlyMissing !== undefined) {
    throw new ExpressionFailure(`failed to evaluate expression: ${strictlyMissing} is missing`);
  }
  const mayWait = missing.ok && (names.length > 0 || isStrict === undefined);
  const unresolved = `{{=${expression}}}`;
  if (mayWait && names.some((name) => LATE_VARIABLES.has(name))) return unresolved;
  const result = attempt(() => evaluate(expression, environment, meter));
  const value = result.ok ? result.value : null;
  if (value === null) {
    if (mayWait || hasPlaceholder(scope)) return unresolved;
    throw new ExpressionFailure(
      result.ok
        ? `failed to evaluate expression ${quote(expression)}`
        : `failed to evaluate expression: ${result.error.message}`,
    );
  }
  return textOf(value, mayWait ? unresolved : undefined);
}

function textOf(value: GoValue, unresolved: string | undefined): string {
  if (typeof value === 'string') return value;
  const json = attempt(() => goJson(value));
  if (json.ok) return json.value;
  if (unresolved !== undefined) return unresolved;
  throw new ExpressionFailure(`failed to marshal evaluated expression: ${json.error.message}`);
}

function hasPlaceholder(scope: VariableScope): boolean {
  for (const [, value] of scope.withPrefix('')) if (value?.startsWith(PLACEHOLDER)) return true;
  return false;
}
