import { setTimeout as delay } from 'node:timers/promises';
import type { Workflow } from '@tiphys/spec';
import { CommandError } from './errors.ts';
import { errorCode } from './server-error.ts';
import type { Session } from './session.ts';

/** How long a watch that cannot be opened again is tried, and how long is waited between two attempts. */
const PATIENCE_MS = 300_000;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;

/**
 * The states of a workflow as they come, its present one first and its finished one last. A stream that ends or is
 * cut before that is opened again, for five minutes when nobody answers: a server that restarts costs the user nothing.
 * Ends without a finished state only when the user interrupts.
 *
 * @throws CommandError failed: it was deleted; and what the server says.
 */
export async function* followWorkflow(
  session: Session,
  namespace: string,
  name: string,
): AsyncGenerator<Workflow> {
  const server = await session.connect();
  let failingSince: number | undefined;
  let pause = FIRST_DELAY_MS;
  while (!session.signal.aborted) {
    try {
      // Version 0 asks for the present state first, so that nothing between two streams is missed.
      const options = { fieldSelector: `metadata.name=${name}`, resourceVersion: '0' };
      for await (const { type, object } of server.watchWorkflows(namespace, options, session.signal)) {
        if (type === 'DELETED') throw new CommandError('failed', `workflow ${name} was deleted`);
        failingSince = undefined;
        pause = FIRST_DELAY_MS;
        yield object;
        if (object.status?.finishedAt) return;
      }
      session.debug('the watch ended; opening it again');
    } catch (error) {
      if (session.signal.aborted) return;
      failingSince = patience(session, error, failingSince);
    }
    await delay(pause, undefined, { signal: session.signal }).catch(() => undefined);
    pause = Math.min(2 * pause, LONGEST_DELAY_MS);
  }
}

/** When it began to fail; throws what cannot mend itself, and what has not in time. */
function patience(session: Session, error: unknown, failingSince: number | undefined): number {
  if (errorCode(error) !== 'unavailable') throw error;
  const now = session.now().getTime();
  if (failingSince === undefined) session.err.write('connection lost, trying again\n');
  else if (now - failingSince > PATIENCE_MS) throw error;
  return failingSince ?? now;
}

/** Whether a finished workflow ended as its user wished. */
export function succeeded(workflow: Workflow | undefined): boolean {
  const phase = workflow?.status?.phase;
  return phase !== 'Failed' && phase !== 'Error';
}
