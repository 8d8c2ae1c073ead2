import type { ContainerTask } from '@tiphys/engine';
import type { EnvFromSource, EnvVar, ResourceRequirements } from '@tiphys/spec';
import { expandReferences } from './expand-references.ts';
import { type EnvironmentSources, resolveEnvironment } from './resolve-environment.ts';

/**
 * A task as the runtime starts it: no container of it refers to another object. What this returns may hold secrets:
 * it goes to the runtime, and nowhere else.
 *
 * @throws ObjectError, ResourceStoreError; see resolveEnvironment.
 */
export async function resolveTask(task: ContainerTask, sources: EnvironmentSources): Promise<ContainerTask> {
  const main = await resolveContainer(task, sources);
  const { pod } = task;
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
      ...(initContainers === undefined ? {} : { initContainers: await all(initContainers) }),
      ...(sidecars === undefined ? {} : { sidecars: await all(sidecars) }),
      ...(set === undefined ? {} : { set: { ...set, containers: await all(set.containers) } }),
    },
  };
}

interface AnyContainer {
  env?: EnvVar[];
  envFrom?: EnvFromSource[] | undefined;
  resources?: ResourceRequirements | undefined;
  command?: string[];
  args?: string[];
}

async function resolveContainer<C extends AnyContainer>(
  container: C,
  sources: EnvironmentSources,
): Promise<C> {
  const { env = [], envFrom, resources, command, args } = container;
  const variables = await resolveEnvironment({ env, envFrom, resources }, sources);
  const expand = (text: string): string => expandReferences(text, variables);
  const { envFrom: _envFrom, ...rest } = container;
  return {
    ...rest,
    env: [...variables].map(([name, value]) => ({ name, value })),
    ...(command === undefined ? {} : { command: command.map(expand) }),
    ...(args === undefined ? {} : { args: args.map(expand) }),
  } as C;
}
