import type { Container, PathSegment, Template, WorkflowSpec } from '@tiphys/spec';
import { validateEnvironment } from './environment.ts';
import { labelSelectorFault } from './label-selector.ts';
import type { ProblemList } from './problem-list.ts';

const POD_GC = new Set(['', 'OnPodCompletion', 'OnPodSuccess', 'OnWorkflowCompletion', 'OnWorkflowSuccess']);
const CLAIM_GC = new Set(['', 'OnWorkflowCompletion', 'OnWorkflowSuccess']);
/** What Kubernetes refuses of containers that run before the others. */
const OF_RUNNING = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'] as const;
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

export function validateInitContainers(
  problems: ProblemList,
  { initContainers = [] }: Template,
  path: readonly PathSegment[],
): void {
  for (const [index, { name = '' }] of initContainers.entries()) {
    if (name === '')
      problems.error([...path, 'initContainers', index], 'initContainers must all have container name');
  }
}

export function validateSidecars(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  for (const [index, { name = '' }] of (template.sidecars ?? []).entries()) {
    if (!isReserved(name)) continue;
    problems.error(
      [...path, 'sidecars', index, 'name'],
      `templates.${template.name}.sidecars: ${JSON.stringify(name)} is a reserved Argo container name`,
    );
  }
}

/** Argo's own containers have these names (IsArgoSidecar). */
export function isReserved(name: string): boolean {
  return name === 'wait' || name === 'supervisor' || name.startsWith('artifact-plugin-');
}

/** What Kubernetes asks of every container of a template. */
export function validateContainers(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  for (const [index, container] of (template.initContainers ?? []).entries()) {
    for (const field of OF_RUNNING) {
      if (container[field] === undefined) continue;
      problems.error([...path, 'initContainers', index, field], 'must not be set for init containers');
    }
  }
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
export function validateMounts(
  problems: ProblemList,
  template: Template,
  path: readonly PathSegment[],
): void {
  const { container } = template;
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
