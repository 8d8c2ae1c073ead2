import { argoEnvironment } from './argo-environment.ts';
import { checkExpr } from './expr/checker.ts';
import type { ExprEnvironment } from './expr/environment.ts';
import { evaluateTree } from './expr/evaluator.ts';
import { parseExpr } from './expr/expr-parser.ts';
import { foldTree } from './expr/fold.ts';
import { formatValue, typeOf } from './go/go-format.ts';
import { quote } from './go/go-quote.ts';
import type { GoValue } from './go/go-value.ts';
import { spendOn } from './go/value-cost.ts';
import { MAX_EXPRESSION } from './limits.ts';
import { Meter } from './meter.ts';
import { attempt, ExpressionFailure, type ExpressionResult, shown } from './result.ts';
import type { VariableScope } from './variable-scope.ts';

/**
 * An expression of a hook or a retry's policy (Argo's argoexpr.EvalBool): expr-lang, and its value a bool.
 *
 * The messages are Argo's; one that comes from parsing or checking has the place in it.
 */
export function evaluateBoolean(expression: string, scope: VariableScope): ExpressionResult<boolean> {
  return attempt(() => booleanOf(expression, argoEnvironment(scope)));
}

/** The same over any environment. */
export function booleanOf(expression: string, environment: ExprEnvironment): boolean {
  const run = compile(expression, environment);
  const value = attempt(() => run(new Meter()));
  if (!value.ok) {
    throw new ExpressionFailure(
      `unable to evaluate expression '${shown(expression)}': ${value.error.message}`,
    );
  }
  if (typeof value.value === 'boolean') return value.value;
  throw new ExpressionFailure(`unable to cast expression result '${formatBadVerb(value.value)}' to bool`);
}

/** Go prints what is no text with `%s`, which says so. */
function formatBadVerb(value: GoValue): string {
  if (typeof value === 'string') return value;
  return value === null ? '%!s(<nil>)' : `%!s(${typeOf(value)}=${formatValue(value)})`;
}

/**
 * The value of an output parameter's `valueFrom.expression` (Argo's resolveParameter): as Go's `%v` prints it, so that
 * a list is `[a b]`; use toJson for JSON. nil is no value.
 */
export function evaluateExpression(expression: string, scope: VariableScope): ExpressionResult<string> {
  return attempt(() => {
    const value = evaluate(expression, argoEnvironment(scope));
    if (value === null) {
      throw new ExpressionFailure(`failed to evaluate expression ${quote(expression)}`);
    }
    return formatValue(value);
  });
}

/**
 * The value of an expression that has to be a text, for example a label's (Argo's updateWorkflowMetadata).
 *
 * @returns the name of the type instead where it is none.
 */
export function evaluateText(
  expression: string,
  scope: VariableScope,
): ExpressionResult<{ text: string } | { type: string }> {
  return attempt(() => {
    const value = evaluate(expression, argoEnvironment(scope));
    return typeof value === 'string' ? { text: value } : { type: typeOf(value) };
  });
}

/**
 * The value of an expression, whose whole has been paid for: it may be printed.
 *
 * @throws ExpressionFailure
 */
export function evaluate(
  expression: string,
  environment: ExprEnvironment,
  meter: Meter = new Meter(),
): GoValue {
  const value = compile(expression, environment)(meter);
  spendOn(meter, value);
  return value;
}

/**
 * Parses and checks an expression; what it returns runs it.
 *
 * @throws ExpressionFailure for what expr-lang's Compile refuses.
 */
function compile(expression: string, environment: ExprEnvironment): (meter: Meter) => GoValue {
  if (expression.length > MAX_EXPRESSION) throw new ExpressionFailure('the expression is too long');
  const tree = parseExpr(expression, (name) => environment.get(name) !== undefined);
  checkExpr(tree, environment);
  const folded = foldTree(tree);
  return (meter) => evaluateTree(folded, environment, meter);
}
