/** What a container may know of the pod that it is, and of its host. */
export interface PodFacts {
  podName: string;
  namespace: string;
  workflowName: string;
  /** Of the agent. */
  nodeName: string;
  /** Address of the agent's host; empty where it is not known. */
  hostIp: string;
}

const LABELS: ReadonlyMap<string, (facts: PodFacts) => string> = new Map<string, (facts: PodFacts) => string>(
  [
    ['workflows.argoproj.io/workflow', ({ workflowName }) => workflowName],
    ['workflows.argoproj.io/completed', () => 'false'],
  ],
);

const FIELDS: ReadonlyMap<string, (facts: PodFacts) => string> = new Map<string, (facts: PodFacts) => string>(
  [
    ['metadata.name', ({ podName }) => podName],
    ['metadata.namespace', ({ namespace }) => namespace],
    ['spec.nodeName', ({ nodeName }) => nodeName],
    ['spec.serviceAccountName', () => 'default'],
    ['status.hostIP', ({ hostIp }) => hostIp],
  ],
);

const KEYED = /^metadata\.labels\['([^']*)'\]$/;

/** The value of a `fieldRef`; undefined where there is no such field, or it is not known before the start. */
export function podField(facts: PodFacts, fieldPath: string): string | undefined {
  const label = KEYED.exec(fieldPath)?.[1];
  if (label !== undefined) return LABELS.get(label)?.(facts) ?? '';
  return FIELDS.get(fieldPath)?.(facts);
}
