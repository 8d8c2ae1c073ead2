import type { ContainerTask } from '@tiphys/engine';
import { resolvePod } from '../pods/resolve-pod.ts';
import { expandReferences } from './expand-references.ts';
import { type EnvironmentSources, resolveEnvironment } from './resolve-environment.ts';

/**
 * A task as the runtime starts it: no reference to another object is left. What this returns may hold secrets: it
 * goes to the runtime, and nowhere else.
 *
 * @throws ObjectError, ResourceStoreError; see resolveEnvironment.
 */
export async function resolveTask(task: ContainerTask, sources: EnvironmentSources): Promise<ContainerTask> {
  const { envFrom, ...rest } = task;
  const variables = await resolveEnvironment({ env: task.env, envFrom, resources: task.resources }, sources);
  const expand = (text: string): string => expandReferences(text, variables);
  return {
    ...rest,
    env: [...variables].map(([name, value]) => ({ name, value })),
    command: task.command.map(expand),
    args: task.args.map(expand),
    ...(task.pod === undefined ? {} : { pod: await resolvePod(task.pod, sources) }),
  };
}
