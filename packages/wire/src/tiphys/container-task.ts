import type { ContainerTask, OutputFile } from '@tiphys/engine';
import type { EnvVar, ResourceRequirements } from '@tiphys/spec';
import type {
  ContainerTask as ContainerTaskMessage,
  ResourceRequirements as ResourcesMessage,
} from '../gen/tiphys/v1/task.ts';
import { required, withoutUndefined } from './decoding.ts';
import { httpTaskFrom } from './http-task.ts';
import { taskArtifactsFrom, taskArtifactsTo } from './task-artifacts.ts';

export function containerTaskTo(task: ContainerTask): ContainerTaskMessage {
  return {
    ...task,
    ...taskArtifactsTo(task),
    resources: task.resources === undefined ? undefined : resourcesTo(task.resources),
  };
}

export function containerTaskFrom(message: ContainerTaskMessage | undefined): ContainerTask {
  const task = required(message, 'task');
  return withoutUndefined({
    ...task,
    ...taskArtifactsFrom(task),
    http: task.http === undefined ? undefined : httpTaskFrom(task.http),
    env: task.env.map((variable) => withoutUndefined(variable) as EnvVar),
    resources: task.resources === undefined ? undefined : resourcesFrom(task.resources),
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
