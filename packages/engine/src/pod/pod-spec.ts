import {
  type Container,
  decodePodSpec,
  type PodSpec,
  parseYaml,
  podContainer,
  type Template,
  type UserContainer,
  type Volume,
  type VolumeMount,
} from '@tiphys/spec';
import { failure, type Result, success } from '../result.ts';
import type { DeepReadonly, WorkflowState } from '../state.ts';
import { strategicMerge } from './strategic-merge.ts';

export const MAIN = 'main';

const ACCESS_MODES = new Set(['ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod']);

/** The names of the containers that decide how a pod ends. */
export function mainNames(template: DeepReadonly<Template>): string[] {
  return template.containerSet?.containers.map(({ name }) => name ?? '') ?? [MAIN];
}

/** The pod of a template before its variables are replaced (Argo's workflowpod.go, build). */
export function podSpecOf(state: WorkflowState, template: DeepReadonly<Template>): Result<PodSpec> {
  const { spec } = state.workflow;
  const mains = mainContainers(template as Template);
  const main = mains.find(({ name }) => name === MAIN);
  const own = [...mains, ...(template.initContainers ?? []), ...(template.sidecars ?? [])];
  const volumes = volumesOf(state, template as Template, own as Container[]);
  if (!volumes.ok) return volumes;
  const mirrored = (container: DeepReadonly<UserContainer>): Container => mirror(container, main);
  const pod: DeepReadonly<PodSpec> = {
    containers: [...mains, ...(template.sidecars ?? []).map(mirrored)],
    initContainers: (template.initContainers ?? []).map(mirrored),
    volumes: volumes.value,
    hostAliases: [...(spec.hostAliases ?? []), ...(template.hostAliases ?? [])],
    imagePullSecrets: spec.imagePullSecrets ?? [],
    ...given('hostNetwork', spec.hostNetwork),
    ...given('dnsConfig', spec.dnsConfig),
    ...given('securityContext', template.securityContext ?? spec.securityContext),
  };
  return success(pod as PodSpec);
}

/**
 * The pod with the workflow's patch and the template's put over it, in this order (Argo's ApplyPodSpecPatch).
 *
 * @param patches as they stand once variables are replaced.
 */
export function patchedPodSpec(pod: PodSpec, patches: readonly string[]): Result<PodSpec> {
  if (patches.length === 0) return success(pod);
  let merged: unknown = pod;
  for (const text of patches) {
    const { documents, problems } = parseYaml(text);
    const fault = problems.find(({ severity }) => severity === 'error');
    if (fault !== undefined) return failure(`invalid podSpecPatch: ${fault.message}`);
    if (documents[0] !== undefined) merged = strategicMerge(merged, documents[0].value);
  }
  const decoded = decodePodSpec(merged);
  return decoded.ok ? success(decoded.spec) : failure(`invalid podSpecPatch: ${decoded.message}`);
}

function mainContainers(template: Template): Container[] {
  const { containerSet } = template;
  if (containerSet === undefined) {
    const container = podContainer(template);
    return container === undefined ? [] : [{ ...bare(container), name: MAIN }];
  }
  return containerSet.containers.map((container) => ({
    ...bare(container),
    volumeMounts: [...(container.volumeMounts ?? []), ...(containerSet.volumeMounts ?? [])],
  }));
}

/** Kubernetes' container, without what Argo has put into it. */
function bare(container: Container & { source?: string; dependencies?: string[] }): Container {
  const { source, dependencies, ...rest } = container;
  return rest;
}

function mirror(container: DeepReadonly<UserContainer>, main: Container | undefined): Container {
  const { mirrorVolumeMounts, ...rest } = container as UserContainer;
  if (mirrorVolumeMounts !== true) return rest;
  return { ...rest, volumeMounts: [...(rest.volumeMounts ?? []), ...(main?.volumeMounts ?? [])] };
}

/** The volumes that are mounted: the template's, the workflow's, or the workflow's claims (Argo's addVolumeReferences). */
function volumesOf(
  state: WorkflowState,
  template: Template,
  containers: readonly Container[],
): Result<Volume[]> {
  const known = new Map<string, DeepReadonly<Volume>>();
  const { spec } = state.workflow;
  const claims = (spec.volumeClaimTemplates ?? []).map(
    ({ metadata }): Volume => ({
      name: metadata?.name ?? '',
      persistentVolumeClaim: { claimName: claimName(state, metadata?.name) },
    }),
  );
  for (const volume of [...(template.volumes ?? []), ...(spec.volumes ?? []), ...claims]) {
    if (!known.has(volume.name)) known.set(volume.name, volume);
  }
  const used = new Map<string, Volume>();
  const mounts = containers.flatMap((container): VolumeMount[] => container.volumeMounts ?? []);
  for (const { name } of mounts) {
    const volume = known.get(name);
    if (volume === undefined) return failure(`volume '${name}' not found in workflow spec`);
    const refusal = refusedClaim(state, volume as Volume);
    if (refusal !== undefined) return failure(refusal);
    used.set(name, volume as Volume);
  }
  return success([...used.values()]);
}

/** What Kubernetes would say of a claim that the workflow makes. */
function refusedClaim(state: WorkflowState, { persistentVolumeClaim }: Volume): string | undefined {
  const own = (state.workflow.spec.volumeClaimTemplates ?? []).find(
    ({ metadata }) => claimName(state, metadata?.name) === persistentVolumeClaim?.claimName,
  );
  const modes = own?.spec?.accessModes;
  const wrong = Array.isArray(modes) ? modes.find((mode) => !ACCESS_MODES.has(String(mode))) : undefined;
  if (wrong === undefined) return undefined;
  const claim = persistentVolumeClaim?.claimName ?? '';
  return `PersistentVolumeClaim "${claim}" is invalid: spec.accessModes: Unsupported value: "${wrong}"`;
}

/** The name of a claim that a workflow makes (Argo's createPVCs). */
export function claimName(state: WorkflowState, template: string | undefined): string {
  return `${state.name}-${template ?? ''}`;
}

function given<K extends string, V>(name: K, value: V | undefined): { [P in K]?: V } {
  return (value === undefined ? {} : { [name]: value }) as { [P in K]?: V };
}
