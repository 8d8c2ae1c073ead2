import { evaluateExpression } from '@tiphys/expression';
import type { Outputs, Parameter, ValueFrom } from '@tiphys/spec';
import type { BodyScope } from './call-plan.ts';
import type { Decision } from './decision.ts';
import { failure, type Result, success } from './result.ts';
import type { Scope } from './scope/scope.ts';
import type { DeepReadonly, NodeState } from './state.ts';
import { substitute } from './substitution.ts';
import { templateOf } from './template-of.ts';

/**
 * The outputs that a Steps or DAG template takes from its calls (Argo's getTemplateOutputsFromScope). An output
 * whose source is missing has its default, or the node is an Error.
 */
export function resolveTemplateOutputs(
  decision: Decision,
  node: NodeState,
  scope: BodyScope,
): Result<Outputs | undefined> {
  const declared = templateOf(decision.state, node)?.outputs?.parameters ?? [];
  if (declared.length === 0) return success(undefined);
  const parameters: Parameter[] = [];
  for (const { valueFrom, ...parameter } of declared) {
    if (valueFrom === undefined) return failure('output parameters must have a valueFrom specified');
    const value = resolveSource(valueFrom, scope);
    if (!value.ok) {
      if (valueFrom.default === undefined)
        return failure(`output parameter "${parameter.name}": ${value.message}`);
      parameters.push({ ...(parameter as Parameter), value: valueFrom.default });
      continue;
    }
    parameters.push({ ...(parameter as Parameter), value: value.value });
  }
  return success({ parameters });
}

function resolveSource(valueFrom: DeepReadonly<ValueFrom>, scope: BodyScope): Result<string> {
  if (valueFrom.parameter !== undefined) return resolveReference(valueFrom.parameter, scope);
  if (valueFrom.expression !== undefined) return evaluate(valueFrom.expression, scope.calls);
  return success('');
}

function resolveReference(reference: string, scope: BodyScope): Result<string> {
  const inner = substitute(reference, scope.template, 'lenient');
  if (!inner.ok) return inner;
  const name = inner.value.replace(/^\{\{/, '').replace(/\}\}$/, '').trim();
  const value = scope.calls.lookup(name);
  if (value === null) {
    return failure(`"${reference}" is an absent optional (skipped/omitted node output with no default)`);
  }
  // What has been replaced by the template's own inputs is a value, not a name.
  if (value === undefined)
    return inner.value === reference ? failure(`Unable to resolve: ${reference}`) : inner;
  return success(value);
}

function evaluate(expression: string, scope: Scope): Result<string> {
  const result = evaluateExpression(expression, scope);
  return result.ok ? success(result.value) : failure(result.error.message);
}
