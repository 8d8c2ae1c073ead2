import type { AttemptOutcome, HTTPTask } from '@tiphys/engine';
import { evaluateBooleanOver, type PlainValue } from '@tiphys/expression';
import { canonical, type OutgoingRequest, type ReceivedResponse } from './send-request.ts';

/**
 * What a response makes of its node (Argo's executeHTTPTemplate): the body is the result, also of one that failed.
 * A condition that cannot be evaluated fails the node, and gives no result.
 */
export function httpOutcome(
  task: HTTPTask,
  request: OutgoingRequest,
  response: ReceivedResponse,
): AttemptOutcome {
  const result = Buffer.from(response.body).toString('utf8');
  const fault = conditionFault(task, request, response, result);
  if (fault === undefined) return { phase: 'Succeeded', outputs: { result } };
  if (fault.isError) return { phase: 'Failed', message: fault.message };
  return { phase: 'Failed', message: fault.message, outputs: { result } };
}

function conditionFault(
  task: HTTPTask,
  request: OutgoingRequest,
  response: ReceivedResponse,
  body: string,
): { message: string; isError: boolean } | undefined {
  const { statusCode } = response;
  const condition = task.successCondition ?? '';
  if (condition === '') {
    if (statusCode >= 200 && statusCode < 300) return undefined;
    return { message: `received non-2xx response code: ${statusCode}`, isError: false };
  }
  const holds = evaluateBooleanOver(condition, scopeOf(task, request, response, body));
  if (!holds.ok) return { message: holds.error.message, isError: true };
  return holds.value
    ? undefined
    : { message: `successCondition '${condition}' evaluated false`, isError: false };
}

/** Headers whose values are secret are no part of it, as in Argo. */
function scopeOf(
  task: HTTPTask,
  request: OutgoingRequest,
  response: ReceivedResponse,
  body: string,
): Map<string, PlainValue> {
  const visible = task.headers.filter(({ secretKeyRef }) => secretKeyRef === undefined);
  return new Map<string, PlainValue>([
    [
      'request',
      new Map<string, PlainValue>([
        ['method', task.method],
        ['url', task.url],
        ['body', task.body],
        ['bodyBytes', task.bodyBytes === undefined ? null : request.body],
        [
          'headers',
          new Map(visible.map(({ name, value }): [string, PlainValue] => [canonical(name), [value ?? '']])),
        ],
      ]),
    ],
    [
      'response',
      new Map<string, PlainValue>([
        ['statusCode', BigInt(response.statusCode)],
        ['body', body],
        ['headers', new Map<string, PlainValue>(response.headers)],
      ]),
    ],
  ]);
}
