import type { Arguments, Artifact, Inputs, Parameter, Template, ValueFrom } from '@tiphys/spec';
import { resolveInputArtifacts } from '../artifacts/artifact-arguments.ts';
import { failure, type Result, success } from '../result.ts';
import { inputsScope } from '../scope/inputs-scope.ts';
import { layered, type Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly } from '../state.ts';
import { type ConfigMapLookup, inputFromConfigMap } from './config-map-value.ts';

/** One argument as it reaches a template. */
export interface ResolvedArgument {
  name: string;
  /** Absent: no value was given, or the reference is to an output that a skipped producer never had. */
  value: string | undefined;
  /** The value is a reference to an absent optional: the input's own default applies, or it is an error. */
  absent: boolean;
  /** Where a value that was not given comes from. */
  valueFrom?: DeepReadonly<ValueFrom> | undefined;
}

const PURE_REFERENCE = /^\{\{([^{}]*)\}\}$/;

/**
 * Resolves the arguments of a step, task, hook or handler against what its author may refer to. A reference to an
 * absent optional counts as "not supplied" when it is the whole value, and is an error inside a longer text
 * (Argo's markAbsentOptionalArgs).
 */
export function resolveArguments(
  args: DeepReadonly<Arguments> | undefined,
  scope: Scope,
  strictness: 'strict' | 'lenient',
): Result<ResolvedArgument[]> {
  const resolved: ResolvedArgument[] = [];
  for (const parameter of args?.parameters ?? []) {
    const { name, value, valueFrom } = parameter;
    const reference = value === undefined ? undefined : PURE_REFERENCE.exec(value)?.[1]?.trim();
    if (reference !== undefined && scope.lookup(reference) === null) {
      resolved.push({ name, value: undefined, absent: true });
      continue;
    }
    if (value === undefined) {
      resolved.push({ name, value: undefined, absent: false, valueFrom });
      continue;
    }
    const result = substitute(value, scope, strictness);
    if (!result.ok) return result;
    resolved.push({ name, value: result.value, absent: false });
  }
  return success(resolved);
}

/** The workflow's arguments, as `onExit` handlers are called with them. */
export function workflowArguments(args: DeepReadonly<Arguments> | undefined): ResolvedArgument[] {
  return (args?.parameters ?? []).map(({ name, value }) => ({ name, value, absent: false }));
}

/**
 * Gives a template's inputs their values: the argument, else the default, else an error (Argo's ProcessArgs).
 * Values may refer to `workflow.*` and what else the scope holds.
 */
export function resolveInputs(
  template: DeepReadonly<Template>,
  args: readonly ResolvedArgument[],
  artifactArgs: DeepReadonly<Artifact[]>,
  scope: Scope,
  configMaps: ConfigMapLookup,
): Result<Inputs | undefined> {
  const parameters = resolveInputParameters(template, args, scope, configMaps);
  if (!parameters.ok) return parameters;
  const filled = parameters.value === undefined ? undefined : { parameters: parameters.value };
  const artifacts = resolveInputArtifacts(template, artifactArgs, withInputs(scope, filled));
  if (!artifacts.ok) return artifacts;
  return success(artifacts.value === undefined ? filled : { ...filled, artifacts: artifacts.value });
}

function resolveInputParameters(
  template: DeepReadonly<Template>,
  args: readonly ResolvedArgument[],
  scope: Scope,
  configMaps: ConfigMapLookup,
): Result<Parameter[] | undefined> {
  const declared = template.inputs?.parameters ?? [];
  if (declared.length === 0) return success(undefined);
  const byName = new Map(args.map((argument) => [argument.name, argument]));
  const parameters: Parameter[] = [];
  for (const input of declared) {
    const value = inputValue(input, byName.get(input.name), scope, configMaps);
    if (!value.ok) return value;
    parameters.push({ ...(input as Parameter), value: value.value });
  }
  return filledByEachOther(parameters, scope);
}

/** An input's value may refer to other inputs, as they are before (Argo's SubstituteParams). */
function filledByEachOther(parameters: readonly Parameter[], scope: Scope): Result<Parameter[]> {
  const around = withInputs(scope, { parameters: [...parameters] });
  const filled: Parameter[] = [];
  for (const parameter of parameters) {
    const value = substitute(parameter.value ?? '', around, 'lenient');
    if (!value.ok) return value;
    filled.push({ ...parameter, value: value.value });
  }
  return success(filled);
}

function inputValue(
  input: DeepReadonly<Parameter>,
  argument: ResolvedArgument | undefined,
  scope: Scope,
  configMaps: ConfigMapLookup,
): Result<string> {
  // An argument that is named but has no value takes the default away, as in Argo.
  const own = argument === undefined || argument.absent;
  const { value: given, valueFrom: source } = own
    ? { value: input.value ?? input.default, valueFrom: input.valueFrom }
    : argument;
  const { configMapKeyRef } = source ?? {};
  if (configMapKeyRef !== undefined && (own || given === undefined)) {
    return inputFromConfigMap(input.name, { ...source, configMapKeyRef }, scope, configMaps);
  }
  if (given !== undefined) return substitute(given, scope, 'lenient');
  return failure(
    argument?.absent
      ? `inputs.parameters.${input.name}: argument references an absent optional (skipped/omitted node output with no default)`
      : `inputs.parameters.${input.name} had no value`,
  );
}

/** What a template's own fields may refer to, its inputs included. */
export function withInputs(scope: Scope, inputs: DeepReadonly<Inputs> | undefined): Scope {
  return layered(inputsScope(inputs), scope);
}
