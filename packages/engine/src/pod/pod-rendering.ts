import type { Container, PodSpec, Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substituteTwice } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState, WorkflowState } from '../state.ts';
import { parseDuration } from '../time/duration.ts';
import type { Placement } from './container-task.ts';
import { placementOf, schedulingOf } from './placement.ts';
import { claimName, MAIN, mainNames, patchedPodSpec, podSpecOf } from './pod-spec.ts';
import type { ContainerSetTask, ContainerSettings, PodContainer, PodTask } from './pod-task.ts';

/** A template's containers, every variable replaced. */
export interface RenderedPod {
  /** The main container; of a set the one named so, or the last. */
  main: Container;
  /** The program of a script template; empty where there is none. */
  source: string;
  /** Undefined where a container is all there is. */
  pod: PodTask | undefined;
  /** Undefined where any agent will do. */
  placement: Placement | undefined;
}

/**
 * Replaces the variables of a template's pod, and puts the patches over it. As in Argo a name that nobody knows stays
 * as it stands.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function renderPod(
  state: WorkflowState,
  node: NodeState,
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<RenderedPod> {
  const { spec } = state.workflow;
  const raw = podSpecOf(state, template);
  if (!raw.ok) return raw;
  const rendered = substituteTwice(
    {
      spec: { ...raw.value, ...schedulingOf(state, node, template) } as PodSpec,
      patches: [spec.podSpecPatch ?? '', template.podSpecPatch ?? ''].filter((text) => text !== ''),
      labels: { ...spec.podMetadata?.labels, ...template.metadata?.labels },
      annotations: { ...spec.podMetadata?.annotations, ...template.metadata?.annotations },
      source: template.script?.source ?? '',
    },
    scope,
    withInputs(scope, node.inputs),
  );
  if (!rendered.ok) return rendered;
  const { patches, labels, annotations, source } = rendered.value;
  const patched = patchedPodSpec(rendered.value.spec, patches);
  if (!patched.ok) return patched;
  const names = mainNames(template);
  const mains = patched.value.containers.filter(({ name }) => names.includes(name ?? ''));
  const main = mains.find(({ name }) => name === MAIN) ?? mains.at(-1);
  if (main === undefined) return failure(`template '${template.name}' has no container`);
  const sidecars = patched.value.containers.filter(({ name }) => !names.includes(name ?? ''));
  const set = setOf(template, mains as PodContainer[]);
  if (!set.ok) return set;
  const pod = withoutEmpty({
    settings: withoutEmpty(settingsOf(main)) ?? {},
    volumes: patched.value.volumes ?? [],
    workflowClaims: workflowClaims(state, patched.value),
    initContainers: named(patched.value.initContainers ?? []),
    sidecars: named(sidecars),
    mirrors: mirrorsOf(template, main),
    set: set.value,
    hostname: patched.value.hostname,
    hostNetwork: patched.value.hostNetwork,
    hostAliases: patched.value.hostAliases ?? [],
    dnsConfig: patched.value.dnsConfig,
    securityContext: patched.value.securityContext,
    imagePullSecrets: (patched.value.imagePullSecrets ?? []).map(({ name }) => name ?? ''),
    terminationGracePeriodSeconds: patched.value.terminationGracePeriodSeconds,
    labels,
    annotations,
  });
  return success({ main, source, pod: pod as PodTask | undefined, placement: placementOf(patched.value) });
}

/** As `named` names them. */
function mirrorsOf(
  { inputs, initContainers = [], sidecars = [] }: DeepReadonly<Template>,
  main: Container,
): string[] {
  if ((inputs?.artifacts ?? []).length === 0 || main.name !== MAIN) return [];
  return [initContainers, sidecars].flatMap((containers) =>
    named(containers as Container[])
      .filter((_, index) => containers[index]?.mirrorVolumeMounts === true)
      .map(({ name }) => name),
  );
}

function settingsOf(container: Container): ContainerSettings {
  const { name, image, command, args, env, envFrom, workingDir, resources, ...settings } = container;
  return settings;
}

function setOf(
  template: DeepReadonly<Template>,
  containers: PodContainer[],
): Result<ContainerSetTask | undefined> {
  const { containerSet } = template;
  if (containerSet === undefined) return success(undefined);
  const { duration = '', retries = 0 } = containerSet.retryStrategy ?? {};
  const delay = duration === '' ? success(0) : parseDuration(duration);
  if (!delay.ok) return delay;
  const dependencies = new Map(
    containerSet.containers.map(({ name, dependencies: of }) => [name, [...(of ?? [])]]),
  );
  return success({
    containers: containers.map((container) => ({
      ...container,
      dependencies: dependencies.get(container.name) ?? [],
    })),
    retries: Math.max(0, Math.trunc(Number(retries)) || 0),
    retryDelayMs: Math.max(0, delay.value),
  });
}

function workflowClaims(state: WorkflowState, pod: PodSpec): string[] {
  const own = new Set(
    (state.workflow.spec.volumeClaimTemplates ?? []).map(({ metadata }) => claimName(state, metadata?.name)),
  );
  const claims = (pod.volumes ?? []).map((volume) => volume.persistentVolumeClaim?.claimName ?? '');
  return claims.filter((claim) => own.has(claim));
}

/** Kubernetes wants names; what has none is counted. */
function named(containers: readonly Container[]): PodContainer[] {
  return containers.map((container, index) => ({
    ...container,
    name: container.name || `container-${index}`,
  }));
}

/** Undefined where nothing is left. */
function withoutEmpty<T extends object>(value: T): Partial<T> | undefined {
  const entries = Object.entries(value).filter(([, item]) => !isEmpty(item));
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Partial<T>);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
