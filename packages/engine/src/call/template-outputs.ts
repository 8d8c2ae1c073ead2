import { evaluateExpression } from '@tiphys/expression';
import type { Artifact, Outputs, Parameter, ValueFrom } from '@tiphys/spec';
import { resolveArtifact } from '../artifacts/resolve-artifact.ts';
import type { Decision } from '../decision.ts';
import { failure, type Result, success } from '../result.ts';
import type { BodyScope } from '../scope/body-scope.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { templateOf } from './template-of.ts';

const ABSENT = 'is an absent optional (skipped/omitted node output with no default)';

/**
 * The outputs that a Steps or DAG template takes from its calls (Argo's getTemplateOutputsFromScope). An output
 * whose source is missing has its default, or the node is an Error.
 */
export function resolveTemplateOutputs(
  decision: Decision,
  node: NodeState,
  scope: BodyScope,
): Result<Outputs | undefined> {
  const declared = templateOf(decision.state, node)?.outputs;
  const parameters = resolveParameters(declared?.parameters ?? [], scope);
  if (!parameters.ok) return parameters;
  const artifacts = resolveArtifacts(declared?.artifacts ?? [], scope);
  if (!artifacts.ok) return artifacts;
  const outputs: Outputs = {
    ...(parameters.value.length === 0 ? {} : { parameters: parameters.value }),
    ...(artifacts.value.length === 0 ? {} : { artifacts: artifacts.value }),
  };
  return success(Object.keys(outputs).length === 0 ? undefined : outputs);
}

/** Argo's DAG names the task whose outputs cannot be had. */
export function errorOfCall({ role, name }: NodeState, message: string): string {
  return role === 'task' || role === 'item' ? `task '${name}' errored: ${message}` : message;
}

/** Whoever takes them may know them by another name in the whole workflow than their producer's. */
function resolveArtifacts(declared: DeepReadonly<Artifact[]>, scope: BodyScope): Result<Artifact[]> {
  const artifacts: Artifact[] = [];
  for (const output of declared) {
    if ((output.from ?? '') === '' && (output.fromExpression ?? '') === '') continue;
    const from = substitute(output.from ?? '', scope.template, 'lenient');
    if (!from.ok) return from;
    const resolved = resolveArtifact(
      { ...output, from: from.value },
      { values: scope.calls, artifacts: scope.artifacts },
    );
    if (resolved.ok) {
      const globalName = filled(output.globalName, scope);
      artifacts.push({ ...resolved.value, ...(globalName === undefined ? {} : { globalName }) });
    } else if (!(output.optional && resolved.missing)) {
      return failure(`unable to resolve outputs from scope: ${resolved.message}`);
    }
  }
  return success(artifacts);
}

/** What cannot be filled in stays as it is. */
function filled(text: string | undefined, scope: BodyScope): string | undefined {
  if (text === undefined) return undefined;
  const result = substitute(text, scope.template, 'lenient');
  return result.ok ? result.value : text;
}

function resolveParameters(declared: DeepReadonly<Parameter[]>, scope: BodyScope): Result<Parameter[]> {
  const parameters: Parameter[] = [];
  for (const { valueFrom, ...given } of declared) {
    const globalName = filled(given.globalName, scope);
    const parameter = { ...given, ...(globalName === undefined ? {} : { globalName }) };
    if (valueFrom === undefined) return failure('output parameters must have a valueFrom specified');
    const value = resolveSource(valueFrom, scope);
    if (!value.ok) {
      if (valueFrom.default === undefined) return failure(worded(parameter.name, value.message));
      parameters.push({ ...(parameter as Parameter), value: valueFrom.default });
      continue;
    }
    parameters.push({ ...(parameter as Parameter), value: value.value });
  }
  return success(parameters);
}

/** Argo names the parameter of one that is absent only. */
function worded(name: string, message: string): string {
  return message.endsWith(ABSENT) ? `output parameter "${name}": ${message}` : message;
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
    return failure(`"${reference}" ${ABSENT}`);
  }
  // What has been replaced by the template's own inputs is a value, not a name.
  if (value === undefined)
    return inner.value === reference ? failure(`Unable to resolve: ${JSON.stringify(name)}`) : inner;
  return success(value);
}

function evaluate(expression: string, scope: Scope): Result<string> {
  const result = evaluateExpression(expression, scope);
  return result.ok ? success(result.value) : failure(result.error.message);
}
