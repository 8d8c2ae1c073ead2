import { parseQuantity, type ResourceRequirements } from '@tiphys/spec';
import type { DeepReadonly } from '../state.ts';
import type { ContainerTask, PodRequests } from './container-task.ts';
import type { PodContainer } from './pod-task.ts';

/** What every agent has: a pod that asks for no more may go to any. */
export const LEAST_ALLOCATABLE: PodRequests = { milliCpu: 1_000, memoryBytes: 2 ** 30, gpus: 0 };

/** The resource that asks for devices. */
export const GPU_RESOURCE = 'nvidia.com/gpu';
const NANO = 1_000_000_000n;
export const NO_REQUESTS: PodRequests = { milliCpu: 0, memoryBytes: 0, gpus: 0 };

/** The containers of a task that run beside each other: the main one or those of its set, and sidecars. */
export function containersTogether({
  resources,
  pod,
}: DeepReadonly<Pick<ContainerTask, 'resources' | 'pod'>>): readonly DeepReadonly<
  Pick<PodContainer, 'name' | 'resources'>
>[] {
  const main =
    pod?.set === undefined
      ? [{ name: 'main', ...(resources === undefined ? {} : { resources }) }]
      : pod.set.containers;
  return [...main, ...(pod?.sidecars ?? [])];
}

/**
 * What the containers of a task request together, and each that runs before them alone, whichever is more
 * (Kubernetes's PodRequests). A request that is not given is the limit; what is no quantity counts nothing: the
 * agent refuses it by name.
 */
export function podRequests({
  resources,
  pod,
}: DeepReadonly<Pick<ContainerTask, 'resources' | 'pod'>>): PodRequests {
  const together = containersTogether({ resources, pod })
    .map((container) => containerRequests(container.resources))
    .reduce(addRequests, NO_REQUESTS);
  return (pod?.initContainers ?? [])
    .map((container) => containerRequests(container.resources))
    .reduce(most, together);
}

/** The requests that stand in the way of any agent's taking the task; undefined: none does. */
export function uncommonRequests(task: Pick<ContainerTask, 'resources' | 'pod'>): PodRequests | undefined {
  const requests = podRequests(task);
  return lacking(requests, LEAST_ALLOCATABLE).length === 0 ? undefined : requests;
}

/** The names of what is asked for and not there, as Kubernetes has them. */
export function lacking(asked: PodRequests, there: PodRequests): ('cpu' | 'memory' | typeof GPU_RESOURCE)[] {
  return [
    ...(asked.milliCpu > there.milliCpu ? (['cpu'] as const) : []),
    ...(asked.memoryBytes > there.memoryBytes ? (['memory'] as const) : []),
    ...(asked.gpus > there.gpus ? ([GPU_RESOURCE] as const) : []),
  ];
}

function containerRequests(resources: DeepReadonly<ResourceRequirements> | undefined): PodRequests {
  const asked = (name: string): bigint =>
    parseQuantity(String(resources?.requests?.[name] ?? resources?.limits?.[name] ?? '0')) ?? 0n;
  return {
    milliCpu: Number((asked('cpu') * 1_000n + NANO - 1n) / NANO),
    memoryBytes: Number((asked('memory') + NANO - 1n) / NANO),
    gpus: Number((asked(GPU_RESOURCE) + NANO - 1n) / NANO),
  };
}

export function addRequests(a: PodRequests, b: PodRequests): PodRequests {
  return {
    milliCpu: a.milliCpu + b.milliCpu,
    memoryBytes: a.memoryBytes + b.memoryBytes,
    gpus: a.gpus + b.gpus,
  };
}

function most(a: PodRequests, b: PodRequests): PodRequests {
  return {
    milliCpu: Math.max(a.milliCpu, b.milliCpu),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
    gpus: Math.max(a.gpus, b.gpus),
  };
}
