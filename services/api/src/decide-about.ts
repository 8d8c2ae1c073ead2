import type { Rejection, WorkflowCommand } from '@tiphys/engine';
import type { WorkflowRef } from '@tiphys/event-log';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { getWorkflow, notFound, workflowRef } from './get-workflow.ts';
import type { ApiPorts } from './ports.ts';

/** How long a scheduler's verdict is waited for. The command is durable before that, and is carried out after it. */
const VERDICT_TIMEOUT_MS = 5_000;

/**
 * Has a scheduler decide about a workflow, and answers with it as it is once that has been decided; as it is now where
 * no scheduler says so in time.
 *
 * @throws ApiError not_found; failed_precondition, invalid_argument for what the engine refuses.
 */
export async function changeWorkflow(
  ports: ApiPorts,
  command: WorkflowCommand,
  namespace: string,
  name: string,
  traceparent: string,
): Promise<Workflow> {
  const { ref, version } = await decideAbout(ports, command, namespace, name, traceparent);
  const found = version === undefined ? undefined : await ports.status.get({ uid: ref.uid }, version);
  return found?.workflow ?? getWorkflow(ports, ref.namespace, ref.name, ref.uid);
}

/** @returns the workflow's version once it was decided; undefined where no scheduler said so in time. */
export async function decideAbout(
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
    case 'invalid':
      throw new ApiError('invalid_argument', message);
    case 'completed':
      throw new ApiError('failed_precondition', message);
    default:
      throw new ApiError('failed_precondition', `${code}: ${message}`);
  }
}
