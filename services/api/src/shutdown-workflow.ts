import type { Rejection, WorkflowCommand } from '@tiphys/engine';
import type { Workflow } from '@tiphys/spec';
import { ApiError } from './errors.ts';
import { getWorkflow, notFound, resolveUid } from './get-workflow.ts';
import type { ApiPorts } from './ports.ts';

/** How long a scheduler's verdict is waited for. The command is durable before that, and is carried out after it. */
const VERDICT_TIMEOUT_MS = 5_000;
/** How long a read waits for what the verdict speaks of. */
const NO_VERSION = 0;

/**
 * Stops or terminates a workflow, and answers with it as it is once that has been decided.
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
  const { uid, version } = await decideAbout(ports, { type }, namespace, name, traceparent);
  const found = version === NO_VERSION ? undefined : await ports.status.get({ uid }, version);
  return found?.workflow ?? getWorkflow(ports, namespace, name, uid);
}

/** Ends and forgets a workflow; when it resolves no read finds it. */
export async function deleteWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  traceparent: string,
): Promise<void> {
  const { uid, version } = await decideAbout(ports, { type: 'deleteWorkflow' }, namespace, name, traceparent);
  if (version !== NO_VERSION) await ports.status.get({ uid }, version);
}

async function decideAbout(
  ports: ApiPorts,
  command: WorkflowCommand,
  namespace: string,
  name: string,
  traceparent: string,
): Promise<{ uid: string; version: number }> {
  const uid = await resolveUid(ports, namespace, name);
  const id = `${command.type}-${uid}-${Buffer.from(ports.random(9)).toString('base64url')}`;
  const verdict = await ports.commands.request(
    { id, ref: { uid, namespace, name }, command, traceparent },
    VERDICT_TIMEOUT_MS,
  );
  if (verdict?.rejection !== undefined) refuse(verdict.rejection, name);
  return { uid, version: verdict?.version ?? NO_VERSION };
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
