import { type ContainerTask, type PodRequests, podRequests } from '@tiphys/engine';

/** What an agent must know of a task whose container it finds: kept beside the container. */
export type TaskRemains = Pick<
  ContainerTask,
  | 'nodeName'
  | 'podName'
  | 'templateName'
  | 'outputFiles'
  | 'includeResult'
  | 'outputArtifacts'
  | 'archiveLogs'
  | 'daemon'
  | 'pod'
> & {
  /** What it takes of its agent; nothing where an older agent has started it. */
  requests?: PodRequests;
};

/** What is kept of a task: of a daemon's pod, how its readiness is asked. */
export function remainsOf(task: ContainerTask): TaskRemains {
  const { nodeName, podName, templateName, outputFiles, includeResult, outputArtifacts, archiveLogs } = task;
  const { readinessProbe, ports } = task.pod?.settings ?? {};
  const isAsked = task.daemon === true && readinessProbe !== undefined;
  return {
    nodeName,
    podName,
    templateName,
    outputFiles,
    includeResult,
    outputArtifacts,
    archiveLogs,
    daemon: task.daemon,
    requests: podRequests(task),
    ...(isAsked ? { pod: { settings: { readinessProbe, ...(ports === undefined ? {} : { ports }) } } } : {}),
  };
}
