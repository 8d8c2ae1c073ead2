import type { Container, ScriptTemplate } from './types/container.ts';

/** The container of a template that runs one; undefined for steps and DAGs. */
export function podContainer<C extends object = Container, S extends object = ScriptTemplate>(template: {
  container?: C;
  script?: S;
}): C | S | undefined {
  return template.container ?? template.script;
}

/** Whether it does something by itself, other than to wait (Argo's IsLeaf). */
export function isLeaf(template: Parameters<typeof runsPod>[0] & { http?: object }): boolean {
  return runsPod(template) || template.http !== undefined;
}

/** Whether a template's node is a Pod: it runs containers, or, in Argo, its data is listed by one. */
export function runsPod(template: {
  container?: object;
  script?: object;
  containerSet?: object;
  data?: object;
}): boolean {
  const { containerSet, data } = template;
  return podContainer(template) !== undefined || containerSet !== undefined || data !== undefined;
}
