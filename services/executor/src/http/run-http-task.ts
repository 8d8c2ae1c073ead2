import type { Clock } from '@tiphys/clock';
import type { AttemptOutcome, HTTPTask } from '@tiphys/engine';
import { ObjectError } from '../object-reader.ts';
import { httpOutcome } from './http-outcome.ts';
import { failed, type OutgoingRequest, RequestFailure, sendRequest } from './send-request.ts';

/** How a Secret is read; undefined where there is none of that name. The signal's reason where that comes first. */
export type ReadSecret = (
  name: string,
  signal: AbortSignal,
) => Promise<ReadonlyMap<string, Uint8Array> | undefined>;

export interface HTTPRunOptions {
  clock: Clock;
  readSecret: ReadSecret;
  /** The most that a response may have; it becomes the node's result. */
  maxBytes: number;
}

/**
 * Sends the request of an HTTP node, and says how the node ends. Whatever stands against a response is a failure of
 * the node, as in Argo: it may be retried.
 *
 * @throws the signal's reason when it comes first; and what a Secret that is there cannot be read for.
 */
export async function runHTTPTask(
  task: HTTPTask,
  { clock, readSecret, maxBytes }: HTTPRunOptions,
  signal: AbortSignal,
): Promise<AttemptOutcome> {
  const late = new AbortController();
  const timer =
    task.timeoutSeconds === undefined
      ? undefined
      : clock.setTimer(task.timeoutSeconds * 1000, () =>
          late.abort(failed(task, `no response within ${task.timeoutSeconds} s`)),
        );
  try {
    const inTime = AbortSignal.any([signal, late.signal]);
    const request = await resolved(task, (name) => readSecret(name, inTime));
    const response = await sendRequest(request, maxBytes, inTime);
    return httpOutcome(task, request, response);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof RequestFailure || error instanceof ObjectError)) throw error;
    return { phase: 'Failed', message: error.message };
  } finally {
    timer?.cancel();
  }
}

type Secrets = (name: string) => ReturnType<ReadSecret>;

async function resolved(task: HTTPTask, readSecret: Secrets): Promise<OutgoingRequest> {
  const headers: { name: string; value: string }[] = [];
  for (const { name, value, secretKeyRef } of task.headers) {
    if (secretKeyRef === undefined) headers.push({ name, value: value ?? '' });
    else headers.push({ name, value: await secretValue(secretKeyRef, readSecret) });
  }
  const body =
    task.bodyBytes === undefined ? Buffer.from(task.body, 'utf8') : Buffer.from(task.bodyBytes, 'base64');
  return {
    method: task.method,
    url: task.url,
    headers,
    body,
    insecureSkipVerify: task.insecureSkipVerify === true,
  };
}

/** In the words of Argo's util.GetSecrets. */
async function secretValue(
  { name = '', key }: { name?: string; key: string },
  readSecret: Secrets,
): Promise<string> {
  const secret = await readSecret(name);
  if (secret === undefined) throw new RequestFailure(`secrets "${name}" not found`);
  const value = secret.get(key);
  if (value === undefined) throw new RequestFailure(`secret '${name}' does not have the key '${key}'`);
  return Buffer.from(value).toString('utf8');
}
