import { booleanOf } from './evaluate-expression.ts';
import type { GoValue } from './go/go-value.ts';
import { attempt, type ExpressionResult } from './result.ts';

/** Plain data; integers are bigint, as expr-lang tells 1 and 1.0 apart. */
export type PlainValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | PlainValue[]
  | Map<string, PlainValue>;

/**
 * A condition over a few values that are there as such, as an HTTP template's `successCondition` is (Argo's
 * argoexpr.EvalBool over a plain environment: expr-lang's own functions, and no others).
 */
export function evaluateBooleanOver(
  expression: string,
  values: ReadonlyMap<string, PlainValue>,
): ExpressionResult<boolean> {
  const environment = new Map<string, GoValue>(values);
  return attempt(() =>
    booleanOf(expression, { get: (name) => environment.get(name), toMap: () => environment }),
  );
}
