import type { DAGTask, Template } from '../types/template.ts';
import type { WorkflowSpec } from '../types/workflow.ts';

/** As a tag without an expression. */
const PARAMETER = /\{\{\s*(workflow|inputs)\.parameters\.([-\w]+)\s*\}\}/g;

type Known = Pick<WorkflowSpec, 'arguments'>;

/**
 * A DAG template whose tasks have the names that they run under: variables in `name`, `dependencies` and `depends` are
 * filled in where a workflow's manifest says what they are. That is where Argo 4.1.2 takes them: its validator knows
 * `workflow.parameters`, and of the entrypoint, which the workflow's arguments call, `inputs.parameters`; of any other
 * template it sees placeholders, which are no names.
 *
 * @param isEntry whether the template is the entrypoint.
 * @returns the template itself where there is nothing to fill in. What is not known stays as it stands.
 */
export function withTaskNames(template: Template, spec: Known, isEntry: boolean): Template {
  const { dag } = template;
  if (dag === undefined || !dag.tasks.some(hasVariable)) return template;
  const fill = (text: string): string =>
    text.replace(PARAMETER, (tag, scope: string, name: string) => {
      const value =
        scope === 'workflow' ? argument(spec, name) : isEntry ? input(template, spec, name) : undefined;
      return value === undefined || value.includes('{{') ? tag : value;
    });
  const tasks = dag.tasks.map((task) => ({
    ...task,
    name: fill(task.name),
    ...(task.depends === undefined ? {} : { depends: fill(task.depends) }),
    ...(task.dependencies === undefined ? {} : { dependencies: task.dependencies.map(fill) }),
  }));
  return { ...template, dag: { ...dag, tasks } };
}

function hasVariable({ name, depends = '', dependencies = [] }: DAGTask): boolean {
  return [name, depends, ...dependencies].some((text) => text.includes('{{'));
}

function argument(spec: Known, name: string): string | undefined {
  return spec.arguments?.parameters?.find((parameter) => parameter.name === name)?.value;
}

function input(template: Template, spec: Known, name: string): string | undefined {
  const declared = template.inputs?.parameters?.find((parameter) => parameter.name === name);
  if (declared === undefined) return undefined;
  const given = spec.arguments?.parameters?.find((parameter) => parameter.name === name);
  return given === undefined ? (declared.value ?? declared.default) : given.value;
}
