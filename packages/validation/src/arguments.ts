import type { Arguments, Parameter, PathSegment, Template } from '@tiphys/spec';
import { unsuppliedArtifacts, validateArtifactArguments } from './artifacts.ts';
import { parameterNameFaults, validateNames } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';

/**
 * Arguments by themselves (Argo's validateArguments): legal names, each with a value, which is one of its enum.
 *
 * @param field as Argo's sentences have it: `spec.arguments`.
 * @param valuesRequired false where values may still come: `lint` of the workflow's own arguments.
 */
export function validateArguments(
  problems: ProblemList,
  args: Arguments | undefined,
  path: readonly PathSegment[],
  field: string,
  valuesRequired: boolean,
): void {
  const { parameters = [], artifacts = [] } = args ?? {};
  const at = [...path, 'parameters'];
  validateNames(problems, parameters, at, `${field}.parameters`, parameterNameFaults);
  validateNames(problems, artifacts, [...path, 'artifacts'], `${field}.artifacts`, parameterNameFaults);
  for (const [index, parameter] of parameters.entries()) {
    const { enum: choices, ...rest } = parameter;
    // Of what a template says, Argo writes an empty list as none before it looks.
    const looked = choices?.length === 0 && field !== 'spec.arguments' ? rest : parameter;
    validateArgument(problems, looked, [...at, index], `${field}.${parameter.name}`, valuesRequired);
  }
  validateArtifactArguments(problems, artifacts, [...path, 'artifacts'], field);
}

function validateArgument(
  problems: ProblemList,
  { value, valueFrom, enum: choices }: Parameter,
  path: readonly PathSegment[],
  name: string,
  valuesRequired: boolean,
): void {
  if (valueFrom !== undefined) {
    const { supplied, configMapKeyRef, path: file, parameter, expression } = valueFrom;
    const isOpen = supplied !== undefined || configMapKeyRef !== undefined;
    if (!isOpen || [file, parameter, expression].some((source) => (source ?? '') !== '')) {
      problems.error(
        [...path, 'valueFrom'],
        `${name}.valueFrom only allows: default, configMapKeyRef and supplied`,
      );
      return;
    }
  } else if (value === undefined && valuesRequired) {
    problems.error(path, `${name}.value or ${name}.valueFrom is required`);
  }
  if (choices === undefined) return;
  if (choices.length === 0) {
    problems.error([...path, 'enum'], `${name}.enum should contain at least one value`);
  } else if (value === undefined) {
    if (valuesRequired && valueFrom !== undefined) problems.error(path, `${name}.value is required`);
  } else if (!choices.includes(value)) {
    problems.error([...path, 'value'], `${name}.value should be present in ${name}.enum list`);
  }
}

/**
 * The inputs of a template that a call leaves without a value (Argo's ProcessArgs), as `parameters.<name>` and
 * `artifacts.<name>`.
 *
 * @param valuesRequired where an argument without a value is a problem of its own, found by validateArguments;
 *   elsewhere it takes the input's own value away.
 */
export function unsuppliedInputs(
  template: Template,
  args: Arguments | undefined,
  valuesRequired = true,
): string[] {
  const given = new Map((args?.parameters ?? []).map((argument) => [argument.name, argument]));
  const parameters = (template.inputs?.parameters ?? []).filter((input) => {
    const argument = given.get(input.name);
    if (argument === undefined) {
      return (input.value ?? input.default) === undefined && input.valueFrom?.configMapKeyRef === undefined;
    }
    return argument.value === undefined && argument.valueFrom === undefined && !valuesRequired;
  });
  return [
    ...parameters.map(({ name }) => `parameters.${name}`),
    ...unsuppliedArtifacts(template, args?.artifacts).map((name) => `artifacts.${name}`),
  ];
}
