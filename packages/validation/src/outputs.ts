import { type Parameter, type PathSegment, runsPod, type Template } from '@tiphys/spec';
import { outputNameFaults, validateGlobalName } from './artifacts.ts';
import { validateNames } from './field-names.ts';
import type { ProblemList } from './problem-list.ts';

const CHOICES = 'choose one of: path, jqFilter, jsonPath, parameter, raw, expression';

/** What a template says it puts out (Argo's validateOutputs). */
export function validateOutputs(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  const parameters = template.outputs?.parameters ?? [];
  const at = [...path, 'outputs', 'parameters'];
  validateNames(problems, parameters, at, outputNameFaults);
  for (const [index, parameter] of parameters.entries()) {
    validateOutput(problems, template, parameter, [...at, index]);
    validateGlobalName(problems, parameter, [...at, index]);
  }
}

function validateOutput(
  problems: ProblemList,
  template: Template,
  { value, valueFrom }: Parameter,
  path: readonly PathSegment[],
): void {
  if (valueFrom === undefined) {
    if (value === undefined) problems.error(path, 'does not have valueFrom or value specified');
    return;
  }
  const at = [...path, 'valueFrom'];
  if (value !== undefined) problems.error(path, 'has both valueFrom and value specified, choose one');
  const { path: file = '', parameter = '', expression = '' } = valueFrom;
  const sources =
    [file, parameter, expression].filter((source) => source !== '').length +
    (valueFrom.supplied === undefined ? 0 : 1);
  if (sources === 0) problems.error(at, `valueFrom type unspecified. ${CHOICES}`);
  else if (sources > 1) problems.error(at, `multiple valueFrom types specified. ${CHOICES}`);
  else if (template.suspend !== undefined || template.data !== undefined) return;
  else if (runsPod(template) && file === '') {
    const type = podType(template);
    problems.error(at, `path must be specified for ${type} templates`);
  } else if (!runsPod(template) && file !== '') {
    const type = template.dag === undefined ? 'Steps' : 'DAG';
    problems.error(at, `parameter or expression must be specified for ${type} templates`);
  }
}

function podType({ containerSet, script }: Template): string {
  if (containerSet !== undefined) return 'ContainerSet';
  return script === undefined ? 'Container' : 'Script';
}
