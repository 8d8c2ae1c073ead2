import type { PodTask } from '@tiphys/engine';
import type { Container } from '@tiphys/spec';
import { expandReferences } from '../environment/expand-references.ts';
import { type EnvironmentSources, resolveEnvironment } from '../environment/resolve-environment.ts';

/**
 * The containers beside the main one, without a reference to another object. What this returns may hold secrets.
 *
 * @throws ObjectError, ResourceStoreError; see resolveEnvironment.
 */
export async function resolvePod(pod: PodTask, sources: EnvironmentSources): Promise<PodTask> {
  const all = <C extends Container>(containers: readonly C[]): Promise<C[]> =>
    Promise.all(containers.map((container) => resolveContainer(container, sources)));
  const { initContainers, sidecars, set } = pod;
  return {
    ...pod,
    ...(initContainers === undefined ? {} : { initContainers: await all(initContainers) }),
    ...(sidecars === undefined ? {} : { sidecars: await all(sidecars) }),
    ...(set === undefined ? {} : { set: { ...set, containers: await all(set.containers) } }),
  };
}

async function resolveContainer<C extends Container>(container: C, sources: EnvironmentSources): Promise<C> {
  const { envFrom, env = [], resources, command = [], args = [] } = container;
  const variables = await resolveEnvironment({ env, envFrom, resources }, sources);
  const expand = (text: string): string => expandReferences(text, variables);
  const { envFrom: _, ...rest } = container;
  return {
    ...rest,
    env: [...variables].map(([name, value]) => ({ name, value })),
    command: command.map(expand),
    args: args.map(expand),
  } as unknown as C;
}
