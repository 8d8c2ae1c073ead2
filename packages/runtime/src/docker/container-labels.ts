import type { AttemptIdentity, StartOrder } from '../runtime.ts';
import { remainsOf, type TaskRemains } from '../task-remains.ts';

const PREFIX = 'tiphys.';
export const AGENT_LABEL = `${PREFIX}agent-id`;

/** What a container's labels say of it: all that an agent needs that did not start it. */
export interface LabelledAttempt {
  attempt: AttemptIdentity;
  agentId: string;
  remains: TaskRemains;
  traceparent: string;
}

export function writeLabels({ attempt, task, agentId, traceparent }: StartOrder): Record<string, string> {
  return {
    [`${PREFIX}workflow`]: attempt.workflow.name,
    [`${PREFIX}namespace`]: attempt.workflow.namespace,
    [`${PREFIX}workflow-uid`]: attempt.workflow.uid,
    [`${PREFIX}node-id`]: attempt.nodeId,
    [`${PREFIX}attempt`]: String(attempt.attempt),
    [AGENT_LABEL]: agentId,
    [`${PREFIX}pod-name`]: task.podName,
    [`${PREFIX}template`]: task.templateName,
    [`${PREFIX}traceparent`]: traceparent,
    [`${PREFIX}task`]: JSON.stringify(remainsOf(task)),
  };
}

/** @returns undefined where the labels are not Tiphys's, or cannot be read. */
export function readLabels(labels: Readonly<Record<string, string>>): LabelledAttempt | undefined {
  const label = (name: string): string => labels[PREFIX + name] ?? '';
  const attempt = Number(label('attempt'));
  if (label('workflow-uid') === '' || label('node-id') === '' || !Number.isInteger(attempt)) return undefined;
  let task: Omit<TaskRemains, 'podName' | 'templateName'>;
  try {
    task = JSON.parse(label('task'));
  } catch {
    return undefined;
  }
  return {
    attempt: {
      workflow: {
        uid: label('workflow-uid'),
        namespace: label('namespace'),
        name: label('workflow'),
      },
      nodeId: label('node-id'),
      attempt,
    },
    agentId: label('agent-id'),
    remains: { ...task, podName: label('pod-name'), templateName: label('template') },
    traceparent: label('traceparent'),
  };
}
