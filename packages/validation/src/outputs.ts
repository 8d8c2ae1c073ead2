import { type Parameter, type PathSegment, runsPod, type Template } from '@tiphys/spec';
import { validateOutputArtifacts } from './artifacts.ts';
import { validateNames } from './field-names.ts';
import { outputNameFaults, validateGlobalName } from './output-names.ts';
import type { ProblemList } from './problem-list.ts';
import type { TemplateVariables } from './variables.ts';

const CHOICES = 'choose one of: path, jqFilter, jsonPath, parameter, raw';

/**
 * What a template says it puts out (Argo's validateOutputs).
 *
 * @param checkTexts looks at the variables in it.
 */
export function validateOutputs(
  problems: ProblemList,
  template: Template,
  variables: TemplateVariables,
  path: readonly PathSegment[],
  checkTexts: () => void,
): void {
  const { parameters = [], artifacts = [] } = template.outputs ?? {};
  const faults = outputNameFaults(variables);
  const field = `templates.${template.name}.outputs`;
  validateNames(problems, parameters, [...path, 'outputs', 'parameters'], `${field}.parameters `, faults);
  validateNames(problems, artifacts, [...path, 'outputs', 'artifacts'], `${field}.artifacts `, faults);
  checkTexts();
  validateOutputArtifacts(problems, template, variables, path);
  for (const [index, parameter] of parameters.entries()) {
    const at = [...path, 'outputs', 'parameters', index];
    const name = `${field}.parameters.${parameter.name}`;
    validateOutput(problems, template, parameter, at, name);
    validateGlobalName(problems, parameter, variables, at, name);
  }
}

function validateOutput(
  problems: ProblemList,
  template: Template,
  { value, valueFrom }: Parameter,
  path: readonly PathSegment[],
  field: string,
): void {
  if (valueFrom === undefined) {
    if (value === undefined) problems.error(path, `${field} does not have valueFrom or value specified`);
    return;
  }
  const at = [...path, 'valueFrom'];
  if (value !== undefined)
    problems.error(path, `${field} has both valueFrom and value specified, choose one`);
  const { path: file = '', parameter = '', expression = '' } = valueFrom;
  const sources =
    [file, parameter, expression].filter((source) => source !== '').length +
    (valueFrom.supplied === undefined ? 0 : 1);
  if (sources === 0) problems.error(at, `valueFrom type unspecified. ${CHOICES}, expression`);
  else if (sources > 1) problems.error(at, `multiple valueFrom types specified. ${CHOICES}`);
  else if (template.data !== undefined) return;
  else if (runsPod(template)) {
    if (file === '') problems.error(at, `${field}.path must be specified for ${podType(template)} templates`);
  } else if ((template.steps ?? template.dag) !== undefined && parameter === '' && expression === '') {
    const type = template.dag === undefined ? 'Steps' : 'DAG';
    problems.error(at, `${field}.parameter or expression must be specified for ${type} templates`);
  }
}

function podType({ containerSet, script }: Template): string {
  if (containerSet !== undefined) return 'ContainerSet';
  return script === undefined ? 'Container' : 'Script';
}
