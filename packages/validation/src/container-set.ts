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
  const waiting = new Map(containers.map(({ name = '', dependencies }) => [name, new Set(dependencies)]));
  for (const [index, { name, dependencies = [] }] of containers.entries()) {
    for (const dependency of dependencies) {
      if (names.has(dependency)) continue;
      waiting.get(name ?? '')?.delete(dependency);
      problems.error(
        [...path, index, 'dependencies'],
        `templates.${template.name}.containerSet.containers.${name} dependency '${dependency}' not defined`,
      );
    }
  }
  const cycle = firstCycle(waiting);
  if (cycle === undefined) return;
  problems.error(
    path,
    `templates.${template.name}.containerSet.containers dependency cycle detected: ${cycle.join('->')}`,
  );
}

/** The way on which Argo comes upon a circle: depth first from each name, in their order (validateNoCycles). */
function firstCycle(waiting: ReadonlyMap<string, ReadonlySet<string>>): string[] | undefined {
  const done = new Set<string>();
  for (const start of [...waiting.keys()].sort()) {
    const way: string[] = [];
    const left = [{ name: start, needs: [...(waiting.get(start) ?? [])] }];
    for (let at = left.at(-1); at !== undefined; at = left.at(-1)) {
      const next = at.needs.shift();
      if (next === undefined) {
        done.add(at.name);
        left.pop();
        way.pop();
      } else if (way.includes(next)) return [...way, next];
      else if (!done.has(next)) {
        way.push(next);
        left.push({ name: next, needs: [...(waiting.get(next) ?? [])] });
      }
    }
  }
  return undefined;
}
