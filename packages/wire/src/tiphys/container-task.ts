import type { ContainerTask, OutputFile, Placement, PodTask } from '@tiphys/engine';
import type { ResourceRequirements } from '@tiphys/spec';
import type {
  ContainerTask as ContainerTaskMessage,
  ResourceRequirements as ResourcesMessage,
} from '../gen/tiphys/v1/task.ts';
import { jsonBytes, parseJsonBytes, required, withoutUndefined } from './decoding.ts';
import { envFromFrom, envFromTo, envVarFrom, envVarTo } from './environment.ts';
import { httpTaskFrom } from './http-task.ts';
import { taskArtifactsFrom, taskArtifactsTo } from './task-artifacts.ts';

export function containerTaskTo(task: ContainerTask): ContainerTaskMessage {
  return {
    ...task,
    ...taskArtifactsTo(task),
    avoidHosts: task.avoidHosts ?? [],
    env: task.env.map(envVarTo),
    envFrom: envFromTo(task.envFrom),
    pod: task.pod === undefined ? undefined : jsonBytes(task.pod),
    resources: task.resources === undefined ? undefined : resourcesTo(task.resources),
    placement: task.placement === undefined ? undefined : jsonBytes(task.placement),
  };
}

export function containerTaskFrom(message: ContainerTaskMessage | undefined): ContainerTask {
  const task = required(message, 'task');
  return withoutUndefined({
    ...task,
    ...taskArtifactsFrom(task),
    avoidHosts: task.avoidHosts.length === 0 ? undefined : task.avoidHosts,
    http: task.http === undefined ? undefined : httpTaskFrom(task.http),
    env: task.env.map(envVarFrom),
    envFrom: envFromFrom(task.envFrom),
    pod: task.pod === undefined ? undefined : parseJsonBytes<PodTask>(task.pod, 'pod'),
    resources: task.resources === undefined ? undefined : resourcesFrom(task.resources),
    placement:
      task.placement === undefined ? undefined : parseJsonBytes<Placement>(task.placement, 'task.placement'),
    outputFiles: task.outputFiles.map((file): OutputFile => withoutUndefined(file)),
  });
}

/** Protobuf cannot tell an empty map from none, and to a container they are the same. */
function resourcesTo(resources: ResourceRequirements): ResourcesMessage {
  return {
    limits: new Map(Object.entries(resources.limits ?? {})),
    requests: new Map(Object.entries(resources.requests ?? {})),
  };
}

function resourcesFrom(message: ResourcesMessage): ResourceRequirements {
  return {
    ...(message.limits.size > 0 ? { limits: Object.fromEntries(message.limits) } : {}),
    ...(message.requests.size > 0 ? { requests: Object.fromEntries(message.requests) } : {}),
  };
}
