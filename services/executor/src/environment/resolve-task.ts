import type { ContainerSettings, ContainerTask } from '@tiphys/engine';
import type { EnvFromSource, EnvVar, ResourceRequirements } from '@tiphys/spec';
import { expandReferences } from './expand-references.ts';
import { type EnvironmentSources, resolveEnvironment } from './resolve-environment.ts';
import { type ExpandedSettings, resolveSettings } from './resolve-settings.ts';

/**
 * A task as the runtime starts it: no container of it refers to another object. What this returns may hold secrets:
 * it goes to the runtime, and nowhere else.
 *
 * @throws ObjectError, ResourceStoreError; see resolveEnvironment.
 */
export async function resolveTask(task: ContainerTask, sources: EnvironmentSources): Promise<ContainerTask> {
  const { pod } = task;
  const { settings, ...main } = await resolveContainer({ ...task, settings: pod?.settings }, sources);
  if (pod === undefined) return main;
  const all = async <C extends AnyContainer>(containers: readonly C[]): Promise<C[]> => {
    const resolved: C[] = [];
    for (const container of containers) resolved.push(await resolveContainer(container, sources));
    return resolved;
  };
  const { initContainers, sidecars, set } = pod;
  return {
    ...main,
    pod: {
      ...pod,
      ...(settings === undefined ? {} : { settings }),
      ...(initContainers === undefined ? {} : { initContainers: await all(initContainers) }),
      ...(sidecars === undefined ? {} : { sidecars: await all(sidecars) }),
      ...(set === undefined ? {} : { set: { ...set, containers: await all(set.containers) } }),
    },
  };
}

interface AnyContainer extends ExpandedSettings {
  env?: EnvVar[];
  envFrom?: EnvFromSource[] | undefined;
  resources?: ResourceRequirements | undefined;
  command?: string[];
  args?: string[];
  /** Where they do not stand in the container itself. */
  settings?: ContainerSettings | undefined;
}

async function resolveContainer<C extends AnyContainer>(
  container: C,
  sources: EnvironmentSources,
): Promise<C> {
  const { env = [], envFrom, resources, command, args } = container;
  const variables = await resolveEnvironment({ env, envFrom, resources }, sources);
  const expand = (text: string): string => expandReferences(text, variables);
  const { envFrom: _envFrom, settings, ...rest } = container;
  return {
    ...resolveSettings(rest, env, variables),
    ...(settings === undefined ? {} : { settings: resolveSettings(settings, env, variables) }),
    env: [...variables].map(([name, value]) => ({ name, value })),
    ...(command === undefined ? {} : { command: command.map(expand) }),
    ...(args === undefined ? {} : { args: args.map(expand) }),
  } as unknown as C;
}
