import type { ContainerSettings } from '@tiphys/engine';
import type { EnvVar, Probe, VolumeMount } from '@tiphys/spec';
import { ObjectError } from '../object-reader.ts';
import { expandReferences } from './expand-references.ts';

/** Of a container. */
export type ExpandedSettings = {
  [K in 'volumeMounts' | 'livenessProbe' | 'readinessProbe' | 'startupProbe']?:
    | ContainerSettings[K]
    | undefined;
};

/**
 * Replaces `$(NAME)` where the kubelet does it besides commands: in `subPathExpr`, which becomes the `subPath`, and in
 * the commands of probes, where only values in the manifest itself are known.
 *
 * @param variables of the container, as they were resolved from `env`.
 * @throws ObjectError where a `subPathExpr` names what has no value.
 */
export function resolveSettings<S extends ExpandedSettings>(
  settings: S,
  env: readonly EnvVar[],
  variables: ReadonlyMap<string, string>,
): S {
  const { volumeMounts, livenessProbe, readinessProbe, startupProbe } = settings;
  const fixed = new Map(env.map(({ name, value }) => [name, value ?? '']));
  const probes = Object.entries({ livenessProbe, readinessProbe, startupProbe });
  const resolved = probes.flatMap(([name, probe]) =>
    probe?.exec?.command === undefined ? [] : [[name, resolveProbe(probe, fixed)]],
  );
  return {
    ...settings,
    ...(volumeMounts === undefined
      ? {}
      : { volumeMounts: volumeMounts.map((mount) => resolveMount(mount, variables)) }),
    ...Object.fromEntries(resolved),
  };
}

function resolveProbe(probe: Probe, variables: ReadonlyMap<string, string>): Probe {
  const command = (probe.exec?.command ?? []).map((text) => expandReferences(text, variables));
  return { ...probe, exec: { command } };
}

/** An empty value is none here. */
function resolveMount(
  { subPathExpr = '', ...mount }: VolumeMount,
  variables: ReadonlyMap<string, string>,
): VolumeMount {
  if (subPathExpr === '') return mount;
  if ((mount.subPath ?? '') !== '') {
    throw new ObjectError(`volumeMount ${mount.name}: subPathExpr and subPath are mutually exclusive`);
  }
  const missing = new Set<string>();
  const subPath = expandReferences(subPathExpr, {
    get: (name) => {
      const value = variables.get(name) ?? '';
      if (value === '') missing.add(name);
      return value;
    },
  });
  if (missing.size > 0) throw new ObjectError(`missing value for ${[...missing].sort().join(', ')}`);
  return { ...mount, subPath };
}
