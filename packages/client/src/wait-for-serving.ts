import { setTimeout as delay } from 'node:timers/promises';
import { HealthCheckResponse_ServingStatus, HealthService } from '@tiphys/wire';
import { ClientError, clientError } from './client-error.ts';
import type { Connection } from './connection.ts';

const PAUSE_MS = 100;
/** A server that takes the connection and says nothing is asked again. */
const ANSWER_MS = 2_000;

/**
 * Asks a server's health until it serves. A server without a health service that answers at all serves.
 *
 * @throws ClientError `deadline_exceeded`, `cancelled`
 */
export async function waitForServing(
  connection: Connection,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  let last = 'no answer';
  while (!either.aborted) {
    const problem = await healthProblem(connection, either);
    if (problem === undefined) return;
    if (!either.aborted) last = problem;
    await delay(PAUSE_MS, undefined, { signal: either }).catch(() => undefined);
  }
  if (signal?.aborted) throw new ClientError('cancelled', 'waiting for the server was cancelled');
  throw new ClientError('deadline_exceeded', `the server does not serve after ${timeoutMs} ms: ${last}`);
}

async function healthProblem(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
  try {
    const { status } = await connection.unary(
      HealthService.check,
      { service: '' },
      { signal, deadlineMs: ANSWER_MS },
    );
    return status === HealthCheckResponse_ServingStatus.SERVING ? undefined : 'it says that it is not ready';
  } catch (error) {
    const { code, message } = clientError(error);
    return code === 'unimplemented' ? undefined : message;
  }
}
