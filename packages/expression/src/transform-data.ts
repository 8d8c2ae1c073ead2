import { evaluate } from './evaluate-expression.ts';
import { goJson } from './go/go-json.ts';
import { type GoValue, NilList } from './go/go-value.ts';
import { attempt, ExpressionFailure, type ExpressionResult } from './result.ts';

/**
 * What the transformations of a data template make of a list of texts, as JSON (Argo's processTransformation): each is
 * an expr-lang expression over `data`, which is what the one before has made. An empty one changes nothing.
 */
export function transformData(
  texts: readonly string[],
  expressions: readonly string[],
): ExpressionResult<string> {
  return attempt(() => {
    // Go's list of nothing is nil, which JSON has as null.
    let data: GoValue = texts.length === 0 ? new NilList() : [...texts];
    for (const [step, expression] of expressions.entries()) {
      if (expression === '') continue;
      const next: ExpressionResult<GoValue> = over(data, expression);
      if (!next.ok) {
        throw new ExpressionFailure(`error processing data step ${step}: ${next.error.message}`);
      }
      data = next.value;
    }
    return goJson(data);
  });
}

function over(data: GoValue, expression: string): ExpressionResult<GoValue> {
  const environment = new Map<string, GoValue>([['data', data]]);
  return attempt(() =>
    evaluate(expression, { get: (name) => environment.get(name), toMap: () => environment }),
  );
}
