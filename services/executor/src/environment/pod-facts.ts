import type { ContainerTask } from '@tiphys/engine';
import type { AttemptRef } from '@tiphys/event-log';

/** What a container may know of the pod that it is, and of its host. */
export interface PodFacts {
  podName: string;
  namespace: string;
  workflowName: string;
  /** Of the agent. */
  nodeName: string;
  /** Address of the agent's host; empty where it is not known. */
  hostIp: string;
  labels: ReadonlyMap<string, string>;
  annotations: ReadonlyMap<string, string>;
}

/** The facts of a task's pod, with the labels and annotations that Argo gives it (workflowpod.go, build). */
export function podFacts(
  { workflow, nodeId }: AttemptRef,
  { podName, nodeName: node, pod }: ContainerTask,
  { hostName, hostIp }: { hostName: string; hostIp: string },
): PodFacts {
  const labels = {
    ...pod?.labels,
    'workflows.argoproj.io/workflow': workflow.name,
    'workflows.argoproj.io/completed': 'false',
  };
  const annotations = {
    ...pod?.annotations,
    'workflows.argoproj.io/node-name': node,
    'workflows.argoproj.io/node-id': nodeId,
    'kubectl.kubernetes.io/default-container': 'main',
  };
  return {
    podName,
    namespace: workflow.namespace,
    workflowName: workflow.name,
    nodeName: hostName,
    hostIp,
    labels: new Map(Object.entries(labels)),
    annotations: new Map(Object.entries(annotations)),
  };
}

type Field = (facts: PodFacts) => string;

const OF_POD: readonly [string, Field][] = [
  ['metadata.name', ({ podName }) => podName],
  ['metadata.namespace', ({ namespace }) => namespace],
];
const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...OF_POD,
  ['spec.nodeName', ({ nodeName }) => nodeName],
  ['spec.serviceAccountName', () => 'default'],
  ['status.hostIP', ({ hostIp }) => hostIp],
]);
const FILES: ReadonlyMap<string, Field> = new Map<string, Field>([
  ...OF_POD,
  ['metadata.labels', ({ labels }) => listed(labels)],
  ['metadata.annotations', ({ annotations }) => listed(annotations)],
]);

const KEYED = /^metadata\.(labels|annotations)\['([^']*)'\]$/;

/** The value of a variable's `fieldRef`; undefined where there is no such field, or it is not known before the start. */
export function podField(facts: PodFacts, fieldPath: string): string | undefined {
  return keyed(facts, fieldPath) ?? FIELDS.get(fieldPath)?.(facts);
}

/** The same of a file's: Kubernetes shows other fields there, and labels and annotations as a whole. */
export function podFileField(facts: PodFacts, fieldPath: string): string | undefined {
  return keyed(facts, fieldPath) ?? FILES.get(fieldPath)?.(facts);
}

function keyed(facts: PodFacts, fieldPath: string): string | undefined {
  const [, kind, key] = KEYED.exec(fieldPath) ?? [];
  if (kind === undefined || key === undefined) return undefined;
  return facts[kind as 'labels' | 'annotations'].get(key) ?? '';
}

/** A line for each, by name (Kubernetes' fieldpath.FormatMap). */
function listed(entries: ReadonlyMap<string, string>): string {
  return [...entries]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('\n');
}
