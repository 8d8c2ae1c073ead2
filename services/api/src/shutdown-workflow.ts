import type { Rejection, WorkflowCommand } from '@tiphys/engine';
import type { WorkflowRef } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { getWorkflow, notFound, workflowRef } from './get-workflow.ts';
import type { ApiPorts } from './ports.ts';

/** How long a scheduler's verdict is waited for. The command is durable before that, and is carried out after it. */
const VERDICT_TIMEOUT_MS = 5_000;

/**
 * Stops or terminates a workflow, and answers with it as it is once that has been decided; as it is now where no
 * scheduler says so in time.
 *
 * @throws ApiError not_found, failed_precondition for one that has ended.
 */
export async function shutdownWorkflow(
  ports: ApiPorts,
  type: 'stopWorkflow' | 'terminateWorkflow',
  namespace: string,
  name: string,
  traceparent: string,
): Promise<Workflow> {
  const { ref, version } = await decideAbout(ports, { type }, namespace, name, traceparent);
  const found = version === undefined ? undefined : await ports.status.get({ uid: ref.uid }, version);
  return found?.workflow ?? getWorkflow(ports, ref.namespace, ref.name, ref.uid);
}

/**
 * Ends and forgets a workflow. When it resolves no read finds it, but where no scheduler answered in time: then that
 * is ordered, and comes.
 *
 * @throws ApiError not_found.
 */
export async function deleteWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  traceparent: string,
): Promise<void> {
  const { ref, version } = await decideAbout(ports, { type: 'deleteWorkflow' }, namespace, name, traceparent);
  if (version !== undefined) await ports.status.get({ uid: ref.uid }, version);
}

/** @returns the workflow's version once it was decided; undefined where no scheduler said so in time. */
async function decideAbout(
  ports: ApiPorts,
  command: WorkflowCommand,
  namespace: string,
  name: string,
  traceparent: string,
): Promise<{ ref: WorkflowRef; version: number | undefined }> {
  const ref = await workflowRef(ports, namespace, name);
  const id = `${command.type}-${ref.uid}-${Buffer.from(ports.random(9)).toString('base64url')}`;
  const verdict = await ports.commands.request({ id, ref, command, traceparent }, VERDICT_TIMEOUT_MS);
  if (verdict?.rejection !== undefined) refuse(verdict.rejection, ref.name);
  return { ref, version: verdict?.version };
}

/** A wish that is fulfilled already is no error. */
function refuse({ code, message }: Omit<Rejection, 'ok'>, name: string): void {
  switch (code) {
    case 'duplicate':
      return;
    case 'not_found':
      throw notFound(name);
    case 'completed':
      throw new ApiError('failed_precondition', message);
    default:
      throw new ApiError('failed_precondition', `${code}: ${message}`);
  }
}
