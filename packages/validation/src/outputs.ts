import { type Parameter, type PathSegment, runsPod, type Template } from '@tiphys/spec';
import { validateNames } from './field-names.ts';
import { outputNameFaults, validateGlobalName } from './output-names.ts';
import type { ProblemList } from './problem-list.ts';
import type { TemplateVariables } from './variables.ts';

const CHOICES = 'choose one of: path, jqFilter, jsonPath, parameter, raw, expression';

/** What a template says it puts out (Argo's validateOutputs). */
export function validateOutputs(
  problems: ProblemList,
  template: Template,
  variables: TemplateVariables,
  path: readonly PathSegment[],
): void {
  const parameters = template.outputs?.parameters ?? [];
  const at = [...path, 'outputs', 'parameters'];
  validateNames(problems, parameters, at, outputNameFaults(variables));
  for (const [index, parameter] of parameters.entries()) {
    validateOutput(problems, template, parameter, [...at, index]);
    validateGlobalName(problems, parameter, variables, [...at, index]);
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
  else if (template.data !== undefined) return;
  else if (runsPod(template)) {
    if (file === '') problems.error(at, `path must be specified for ${podType(template)} templates`);
  } else if ((template.steps ?? template.dag) !== undefined && parameter === '' && expression === '') {
    const type = template.dag === undefined ? 'Steps' : 'DAG';
    problems.error(at, `parameter or expression must be specified for ${type} templates`);
  }
}

function podType({ containerSet, script }: Template): string {
  if (containerSet !== undefined) return 'ContainerSet';
  return script === undefined ? 'Container' : 'Script';
}
