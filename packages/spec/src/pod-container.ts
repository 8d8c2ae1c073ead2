import type { Container, ScriptTemplate } from './types/container.ts';

/** The container of a template that runs one; undefined for steps and DAGs. */
export function podContainer<C extends object = Container, S extends object = ScriptTemplate>(template: {
  container?: C;
  script?: S;
}): C | S | undefined {
  return template.container ?? template.script;
}
