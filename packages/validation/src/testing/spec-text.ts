import { decodeWorkflow, formatPath, type Problem, parseYaml } from '@tiphys/spec';
import { type ValidateOptions, validateWorkflow } from '../validate-workflow.ts';

/** For tests: the problems of a workflow whose spec is written as YAML, indented by two. */
export function validate(spec: string, options: ValidateOptions = {}, metadata = 'name: w') {
  const { documents, problems } = parseYaml(`metadata: {${metadata}}\nspec:\n${spec}`);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const decoded = decodeWorkflow(documents[0]?.value);
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return validateWorkflow(decoded.workflow, options);
}

/** Each as `path: message`. */
export function lines(problems: readonly Problem[]): string[] {
  return problems.map(({ path, message, elsewhere }) =>
    [formatPath(path), ...(elsewhere === undefined ? [] : [elsewhere]), message].join(': '),
  );
}

export function errors(spec: string, options?: ValidateOptions, metadata?: string): string[] {
  return lines(validate(spec, options, metadata).errors);
}

/** The warnings of a workflow that has no errors. */
export function warnings(spec: string): string[] {
  const result = validate(spec);
  if (result.errors.length > 0) throw new Error(lines(result.errors).join('\n'));
  return lines(result.warnings);
}

export const TASK = '{name: t, container: {image: x}}';
export const WITH_INPUT =
  '{name: i, inputs: {parameters: [{name: p}]}, container: {image: x, args: ["{{inputs.parameters.p}}"]}}';
const WITH_OUTPUT =
  '{name: o, outputs: {parameters: [{name: q, valueFrom: {path: /q}}]}, container: {image: x}}';

function withTemplates(main: string, rest: string): string {
  return `  entrypoint: m\n  templates:\n  - name: m\n    ${main}\n${rest}  - ${TASK}\n  - ${WITH_INPUT}\n  - ${WITH_OUTPUT}\n`;
}

/** A spec whose entrypoint is a DAG of these tasks; there are templates t, i (input p) and o (output q). */
export function dag(tasks: string, rest = ''): string {
  return withTemplates(`dag: {tasks: [${tasks}]}`, rest);
}

/** The same with groups of steps. */
export function steps(groups: string, rest = ''): string {
  return withTemplates(`steps: [${groups}]`, rest);
}
