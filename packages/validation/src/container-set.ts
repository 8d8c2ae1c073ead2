import type { PathSegment, Template } from '@tiphys/spec';
import { validateNames } from './field-names.ts';
import { isReserved } from './pods.ts';
import type { ProblemList } from './problem-list.ts';

/** Argo's ContainerSetTemplate.Validate, and what validateLeaf adds. */
export function validateSet(problems: ProblemList, template: Template, outer: readonly PathSegment[]): void {
  if (template.containerSet === undefined) return;
  const { containers = [], volumeMounts = [] } = template.containerSet;
  const path = [...outer, 'containerSet'];
  const prefix = `templates.${template.name}.containerSet`;
  if (containers.length === 0) problems.error(path, `${prefix}.containers must have at least one container`);
  const at = [...path, 'containers'];
  validateNames(
    problems,
    containers.map(({ name = '' }) => ({ name })),
    at,
    `${prefix}.containers`,
  );
  const mounted = new Map<string, string>();
  for (const [index, { name, mountPath }] of volumeMounts.entries()) {
    const before = mounted.get(mountPath);
    if (before !== undefined) {
      problems.error(
        [...path, 'volumeMounts', index],
        `${prefix}.volumeMounts[${index}].mountPath '${mountPath}' already mounted in ${before}`,
      );
    }
    mounted.set(mountPath, `volumeMounts.${name}`);
  }
  validateDependencies(problems, template, at);
  const { inputs, outputs } = template;
  const hasFiles = [inputs?.artifacts, outputs?.parameters, outputs?.artifacts].some(
    (list) => (list ?? []).length > 0,
  );
  if (hasFiles && !containers.some(({ name }) => name === 'main')) {
    problems.error(at, `${prefix}.containers must have a container named "main" for input or output`);
  }
  for (const [index, { name = '' }] of containers.entries()) {
    if (!isReserved(name)) continue;
    const message = `${prefix}.containers: ${JSON.stringify(name)} is a reserved Argo container name`;
    problems.error([...at, index, 'name'], message);
  }
}

function validateDependencies(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const containers = template.containerSet?.containers ?? [];
  const names = new Set(containers.map(({ name }) => name));
  const waiting = new Map(containers.map(({ name, dependencies }) => [name, new Set(dependencies)]));
  for (const [index, { name, dependencies = [] }] of containers.entries()) {
    for (const dependency of dependencies) {
      if (names.has(dependency)) continue;
      waiting.get(name)?.delete(dependency);
      problems.error(
        [...path, index, 'dependencies'],
        `templates.${template.name}.containerSet.containers.${name} dependency '${dependency}' not defined`,
      );
    }
  }
  // Takes away what waits for nothing, until nothing is left or everything waits for something.
  const ready = [...waiting].filter(([, on]) => on.size === 0).map(([name]) => name);
  for (const done of ready) {
    waiting.delete(done);
    for (const [name, on] of waiting) {
      if (on.delete(done ?? '') && on.size === 0) ready.push(name);
    }
  }
  if (waiting.size === 0) return;
  problems.error(
    path,
    `templates.${template.name}.containerSet.containers dependency cycle detected: ${cycle(waiting).join('->')}`,
  );
}

/** From any name that waits, along what it waits for, to one that was met before. */
function cycle(waiting: ReadonlyMap<string | undefined, ReadonlySet<string>>): string[] {
  const met: string[] = [];
  let [name = ''] = waiting.keys();
  while (!met.includes(name)) {
    met.push(name);
    name = [...(waiting.get(name) ?? [])].find((next) => waiting.has(next)) ?? '';
  }
  return [...met.slice(met.indexOf(name)), name];
}
