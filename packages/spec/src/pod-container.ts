import type { Container, ScriptTemplate } from './types/container.ts';

/** The container of a template that runs one; undefined for steps and DAGs. */
export function podContainer<C extends object = Container, S extends object = ScriptTemplate>(template: {
  container?: C;
  script?: S;
}): C | S | undefined {
  return template.container ?? template.script;
}

/** Whether a template runs containers: its node is a Pod. */
export function runsPod(template: { container?: object; script?: object; containerSet?: object }): boolean {
  return podContainer(template) !== undefined || template.containerSet !== undefined;
}
