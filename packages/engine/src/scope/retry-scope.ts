import type { NodeState } from '../state.ts';
import { fixedScope, type Scope } from './scope.ts';

/** `retries` and `lastRetry.*` in an attempt's template; before the first retry they have values that say nothing. */
export function retryVariables(retries: number, last: NodeState | undefined): Scope {
  return fixedScope([
    ['retries', String(retries)],
    ['lastRetry.exitCode', last?.outputs?.exitCode ?? '0'],
    ['lastRetry.status', last?.phase ?? ''],
    ['lastRetry.duration', last === undefined ? '0' : seconds(last)],
    ['lastRetry.message', last?.message ?? ''],
  ]);
}

/** The same for `retryStrategy.expression` (Argo's buildRetryStrategyLocalScope): no exit code is -1 there. */
export function retryExpressionScope(node: NodeState, last: NodeState): Scope {
  return fixedScope([
    ['retries', String(node.memberIds.length - 1)],
    ['lastRetry.exitCode', last.outputs?.exitCode ?? '-1'],
    ['lastRetry.status', last.phase],
    ['lastRetry.duration', seconds(last)],
    ['lastRetry.message', last.message],
  ]);
}

/** Between whole seconds, as Kubernetes keeps times: `asInt` takes no fraction. */
function seconds({ startedAt, finishedAt }: NodeState): string {
  return finishedAt === 0 ? '0' : String(Math.floor(finishedAt / 1000) - Math.floor(startedAt / 1000));
}
