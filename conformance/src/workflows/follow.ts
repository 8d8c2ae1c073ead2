import type { TiphysClient } from '@tiphys/client';
import type { NodeStatus, Workflow } from '@tiphys/spec';
import type { Plan } from './actions.ts';

/** Longest life of a row's workflow, in milliseconds. */
const PATIENCE_MS = 240_000;

export interface Ending {
  phase: string;
  message: string;
}

/** Waits for the end of a workflow, and does on the way what the plan says; what waits for somebody is resumed. */
export async function follow(
  client: TiphysClient,
  namespace: string,
  name: string,
  plan: Plan,
): Promise<Ending> {
  const stop = AbortSignal.timeout(PATIENCE_MS);
  const query = { fieldSelector: `metadata.name=${name}`, resourceVersion: '0' };
  let { terminate, retry } = plan;
  const resumed = new Set<string>();
  try {
    for await (const { object } of client.watchWorkflows(namespace, query, stop)) {
      const { phase = '', message = '' } = object.status ?? {};
      if (hasEnded(object)) {
        if (!retry) return { phase, message };
        retry = false;
        await client.retryWorkflow(namespace, name);
        continue;
      }
      if (terminate && isTimeToTerminate(object)) {
        terminate = false;
        await client.terminateWorkflow(namespace, name);
      }
      for (const { id } of waitingForSomebody(object)) {
        if (resumed.has(id)) continue;
        resumed.add(id);
        await client.resumeWorkflow(namespace, name, { nodeFieldSelector: `id=${id}` });
      }
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
  return { phase: 'Running', message: `it has not ended after ${PATIENCE_MS / 1000} s` };
}

function hasEnded({ status }: Workflow): boolean {
  return (status?.finishedAt ?? null) !== null;
}

function isTimeToTerminate({ spec, status }: Workflow): boolean {
  const running = nodesOf(status).filter(({ phase, type }) => phase === 'Running' && type === 'Pod');
  return running.some(({ name }) => spec.onExit === undefined || name.includes('.onExit'));
}

/** Suspend nodes whose template says no duration. */
function waitingForSomebody({ spec, status }: Workflow): NodeStatus[] {
  const endless = new Set(
    (spec.templates ?? [])
      .filter(({ suspend }) => suspend !== undefined && (suspend.duration ?? '') === '')
      .map(({ name }) => name),
  );
  return nodesOf(status).filter(
    ({ type, phase, templateName }) =>
      type === 'Suspend' && phase === 'Running' && endless.has(templateName ?? ''),
  );
}

function nodesOf(status: Workflow['status']): NodeStatus[] {
  return Object.values(status?.nodes ?? {});
}
