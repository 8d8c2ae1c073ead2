import type { Inputs, Outputs, Parameter, Template } from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { DeepReadonly } from '../state.ts';

/**
 * The outputs of a Suspend node that begins to wait: those that somebody is to supply (Argo's addRawOutputFields).
 * One without a default has that of the template's input of the same name.
 */
export function suppliedOutputs(template: DeepReadonly<Template>): Outputs | undefined {
  const parameters: Parameter[] = [];
  for (const parameter of template.outputs?.parameters ?? []) {
    const { valueFrom } = parameter;
    if (valueFrom?.supplied === undefined) continue;
    const input = template.inputs?.parameters?.find(({ name }) => name === parameter.name);
    const fallback = valueFrom.default ?? input?.default;
    parameters.push({
      ...(parameter as Parameter),
      valueFrom: { supplied: {}, ...(fallback === undefined ? {} : { default: fallback }) },
    });
  }
  return parameters.length === 0 ? undefined : { parameters };
}

/**
 * The outputs with what somebody supplied.
 *
 * @returns a failure for one that is not expected, or that has its value already.
 */
export function withSupplied(
  outputs: DeepReadonly<Outputs>,
  values: readonly { readonly name: string; readonly value: string }[],
): Result<DeepReadonly<Outputs>> {
  const parameters = [...(outputs.parameters ?? [])];
  for (const { name, value } of values) {
    const index = parameters.findIndex((parameter) => parameter.name === name);
    const parameter = parameters[index];
    if (parameter === undefined) return failure(`node is not expecting output parameter '${name}'`);
    if (parameter.valueFrom?.supplied === undefined) {
      return failure(
        `cannot set output parameter '${name}' because it does not use valueFrom.raw or it was already set`,
      );
    }
    const { valueFrom: _supplied, ...rest } = parameter;
    parameters[index] = { ...rest, value };
  }
  return success({ ...outputs, parameters });
}

/**
 * The outputs once the wait is over: what nobody supplied has its default (Argo's
 * OverrideOutputParametersWithDefault).
 */
export function withDefaults(
  outputs: DeepReadonly<Outputs> | undefined,
): Result<DeepReadonly<Outputs> | undefined> {
  if (outputs === undefined) return success(undefined);
  const parameters: DeepReadonly<Parameter>[] = [];
  for (const parameter of outputs.parameters ?? []) {
    const { valueFrom, ...rest } = parameter;
    if (valueFrom?.supplied === undefined) {
      parameters.push(parameter);
    } else if (valueFrom.default === undefined) {
      return failure(
        `raw output parameter '${parameter.name}' has not been set and does not have a default value`,
      );
    } else {
      parameters.push({ ...rest, value: valueFrom.default });
    }
  }
  return success({ ...outputs, parameters });
}

/**
 * An input whose value is itself a parameter with an `enum`, as JSON, offers these values to whoever sets the node
 * (Argo's resolveInputFieldsForSuspendNode).
 */
export function withOfferedValues(
  inputs: DeepReadonly<Inputs> | undefined,
): DeepReadonly<Inputs> | undefined {
  if (inputs?.parameters === undefined) return inputs;
  return {
    ...inputs,
    parameters: inputs.parameters.map((parameter) => {
      const offered = offeredValues(parameter.value ?? '');
      const [first] = offered;
      if (first === undefined) return parameter;
      return { ...parameter, enum: offered, default: parameter.default ?? first };
    }),
  };
}

function offeredValues(text: string): string[] {
  if (!text.startsWith('{')) return [];
  try {
    const value: unknown = JSON.parse(text);
    const offered: unknown = (value as { enum?: unknown }).enum;
    if (!Array.isArray(offered)) return [];
    return offered.every((item) => ['string', 'number', 'boolean'].includes(typeof item))
      ? offered.map(String)
      : [];
  } catch {
    return [];
  }
}
