import type { Workflow } from '@tiphys/spec';
import { changeWorkflow, decideAbout } from './decide-about.ts';
import { ApiError } from './errors.ts';
import type { ApiPorts } from './ports.ts';

/**
 * Stops or terminates a workflow, and answers with it as it is once that has been decided; as it is now where no
 * scheduler says so in time.
 *
 * @throws ApiError not_found, failed_precondition for one that has ended.
 */
export function shutdownWorkflow(
  ports: ApiPorts,
  type: 'stopWorkflow' | 'terminateWorkflow',
  namespace: string,
  name: string,
  traceparent: string,
): Promise<Workflow> {
  return changeWorkflow(ports, { type }, namespace, name, traceparent);
}

/**
 * Ends and forgets a workflow. When it resolves no read finds it, but where no scheduler answered in time: then that
 * is ordered, and comes; and but for artifacts that go with it: then it goes after them, unless it is forced.
 *
 * @throws ApiError not_found.
 */
export async function deleteWorkflow(
  ports: ApiPorts,
  namespace: string,
  name: string,
  traceparent: string,
  force = false,
): Promise<void> {
  const command = { type: 'deleteWorkflow', ...(force ? { force } : {}) } as const;
  const ask = () => decideAbout(ports, command, namespace, name, traceparent);
  const { ref, version } = await ask();
  if (
    version === undefined ||
    (await ports.status.get({ uid: ref.uid }, version, { liveOnly: true })) === undefined
  )
    return;
  // More was to be ended than one decision has room for: the second is made when the rest of the first is.
  try {
    const { version: after } = await ask();
    if (after !== undefined) await ports.status.get({ uid: ref.uid }, after, { liveOnly: true });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
  }
}
