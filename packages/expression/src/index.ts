export { evaluateBoolean, evaluateExpression, evaluateText } from './evaluate-expression.ts';
export { evaluateBooleanOver, type PlainValue } from './evaluate-over-values.ts';
export { goJson } from './go/go-json.ts';
export { jsonSyntaxFault } from './go/json-syntax.ts';
export type { ExpressionResult } from './result.ts';
export { replaceTags, type TagOptions } from './tags/replace-tags.ts';
export { transformData } from './transform-data.ts';
export type { VariableScope } from './variable-scope.ts';
export { evaluateWhen } from './when/evaluate-when.ts';
