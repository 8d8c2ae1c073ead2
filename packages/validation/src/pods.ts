import type { Container, PathSegment, Template, WorkflowSpec } from '@tiphys/spec';
import { validateEnvironment } from './environment.ts';
import { validateNames } from './field-names.ts';
import { labelSelectorFault } from './label-selector.ts';
import type { ProblemList } from './problem-list.ts';

const POD_GC = new Set(['', 'OnPodCompletion', 'OnPodSuccess', 'OnWorkflowCompletion', 'OnWorkflowSuccess']);
const CLAIM_GC = new Set(['', 'OnWorkflowCompletion', 'OnWorkflowSuccess']);
const PULL_POLICIES = new Set(['', 'Always', 'IfNotPresent', 'Never']);

/** What surrounds the containers of a workflow's pods (Argo's ValidateWorkflow). */
export function validatePodSettings(problems: ProblemList, spec: WorkflowSpec): void {
  const { podGC, volumeClaimGC } = spec;
  if (!POD_GC.has(podGC?.strategy ?? '')) {
    problems.error(
      ['spec', 'podGC', 'strategy'],
      `podGC.strategy unknown strategy '${podGC?.strategy ?? ''}'`,
    );
  }
  const fault = labelSelectorFault(podGC?.labelSelector ?? {});
  if (fault !== undefined) {
    problems.error(['spec', 'podGC', 'labelSelector'], `podGC.labelSelector invalid: ${fault}`);
  }
  if (!CLAIM_GC.has(volumeClaimGC?.strategy ?? '')) {
    problems.error(
      ['spec', 'volumeClaimGC', 'strategy'],
      `unknown strategy '${volumeClaimGC?.strategy ?? ''}'`,
    );
  }
  for (const [index, { metadata }] of (spec.volumeClaimTemplates ?? []).entries()) {
    if ((metadata?.name ?? '') !== '') continue;
    problems.error(['spec', 'volumeClaimTemplates', index, 'metadata', 'name'], 'name is required');
  }
}

/** The containers of one template (Argo's validateTemplate and validateLeaf). */
export function validatePod(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const { initContainers = [], sidecars = [], container, containerSet } = template;
  for (const [index, { name = '' }] of initContainers.entries()) {
    if (name === '')
      problems.error([...path, 'initContainers', index], 'initContainers must all have container name');
  }
  if (template.steps === undefined && template.dag === undefined) {
    reserved(problems, template, sidecars, 'sidecars', [...path, 'sidecars']);
  }
  validateMounts(problems, template, container, path);
  if (containerSet !== undefined) validateSet(problems, template, [...path, 'containerSet']);
  for (const [at, one] of containersOf(template)) {
    validatePullPolicy(problems, one, [...path, ...at]);
    validateEnvironment(problems, one, [...path, ...at]);
  }
}

/** Every container of a template, with where it stands. */
function containersOf(template: Template): [PathSegment[], Container][] {
  const { initContainers = [], sidecars = [], container, script, containerSet } = template;
  const listed = (field: PathSegment[], list: readonly Container[]): [PathSegment[], Container][] =>
    list.map((one, index) => [[...field, index], one]);
  return [
    ...(container === undefined ? [] : [[['container'], container] as [PathSegment[], Container]]),
    ...(script === undefined ? [] : [[['script'], script] as [PathSegment[], Container]]),
    ...listed(['containerSet', 'containers'], containerSet?.containers ?? []),
    ...listed(['initContainers'], initContainers),
    ...listed(['sidecars'], sidecars),
  ];
}

function validatePullPolicy(
  problems: ProblemList,
  { imagePullPolicy = '' }: Container,
  path: readonly PathSegment[],
): void {
  if (PULL_POLICIES.has(imagePullPolicy) || imagePullPolicy.includes('{{')) return;
  problems.error([...path, 'imagePullPolicy'], 'must be Always, IfNotPresent or Never');
}

/** No two of a container's mounts and input artifacts are at the same place. */
function validateMounts(
  problems: ProblemList,
  template: Template,
  container: Container | undefined,
  path: readonly PathSegment[],
): void {
  if (container === undefined) return;
  const mounted = new Map<string, string>();
  for (const [index, { name, mountPath }] of (container.volumeMounts ?? []).entries()) {
    const before = mounted.get(mountPath);
    if (before !== undefined) {
      problems.error(
        [...path, 'container', 'volumeMounts', index, 'mountPath'],
        `templates.${template.name}.container.volumeMounts[${index}].mountPath '${mountPath}' already mounted in ${before}`,
      );
    }
    mounted.set(mountPath, `container.volumeMounts.${name}`);
  }
  for (const [index, { name, path: file = '' }] of (template.inputs?.artifacts ?? []).entries()) {
    const before = mounted.get(file);
    if (before !== undefined) {
      problems.error(
        [...path, 'inputs', 'artifacts', index, 'path'],
        `templates.${template.name}.inputs.artifacts[${index}].path '${file}' already mounted in ${before}`,
      );
    }
    mounted.set(file, `inputs.artifacts.${name}`);
  }
}

/** Argo's ContainerSetTemplate.Validate, and what validateLeaf adds. */
function validateSet(problems: ProblemList, template: Template, path: readonly PathSegment[]): void {
  const { containers = [], volumeMounts = [] } = template.containerSet ?? {};
  const prefix = `templates.${template.name}.containerSet`;
  if (containers.length === 0) problems.error(path, `${prefix}.containers must have at least one container`);
  const at = [...path, 'containers'];
  validateNames(
    problems,
    containers.map(({ name = '' }) => ({ name })),
    at,
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
  reserved(problems, template, containers, 'containerSet.containers', at);
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

/** Argo's own containers have these names (IsArgoSidecar). */
function reserved(
  problems: ProblemList,
  template: Template,
  containers: readonly Container[],
  field: string,
  path: readonly PathSegment[],
): void {
  for (const [index, { name = '' }] of containers.entries()) {
    if (name !== 'wait' && name !== 'supervisor' && !name.startsWith('artifact-plugin-')) continue;
    problems.error(
      [...path, index, 'name'],
      `templates.${template.name}.${field}: ${JSON.stringify(name)} is a reserved Argo container name`,
    );
  }
}
