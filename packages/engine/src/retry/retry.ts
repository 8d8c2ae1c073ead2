import { evaluateBoolean } from '@tiphys/expression';
import type { NodePhase, Outputs, RetryStrategy, Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import { attemptName } from '../call/node-name.ts';
import { callerScopeOf, startTemplate } from '../call/template-call.ts';
import { templateOf } from '../call/template-of.ts';
import type { Decision } from '../decision.ts';
import { becomeDaemon } from '../pod/daemon.ts';
import { failure, type Result, success } from '../result.ts';
import { retryExpressionScope, retryVariables } from '../scope/retry-scope.ts';
import { layered, type Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import { type DeepReadonly, isFailedOrError, type NodeState } from '../state.ts';
import { deadlineInWords, isPastDeadline, startRetryDeadline } from '../time/deadline.ts';
import { durationInWords } from '../time/duration.ts';
import { scheduleTimer, timerIdOf } from '../time/timer.ts';
import { emitMetricsAtEnd } from '../workflow/metrics.ts';
import { admits } from '../workflow/parallelism.ts';
import { type BackoffVerdict, backoffAfter, retriesEnd } from './backoff.ts';
import { retryStrategyOf } from './retry-strategy.ts';
import { isTransientError } from './transient-error.ts';

/**
 * Takes a running Retry node further (Argo's processNodeRetries): starts the first attempt, or the next one after
 * one that failed, or ends the node as its last attempt ended.
 */
export function advanceRetry(decision: Decision, node: NodeState): void {
  const last = node.memberIds.at(-1);
  if (last === undefined) {
    startAttempt(decision, node, undefined);
    return;
  }
  const attempt = decision.node(last);
  if (attempt.daemon === 'ready' && (node.daemon === undefined || node.podIP !== attempt.podIP))
    becomeDaemon(decision, node, attempt.podIP);
  if (!attempt.settled || decision.state.timers.has(timerIdOf(node))) return;
  const verdict = verdictOf(decision, node, attempt);
  if (!verdict.ok) endRetry(decision, node, attempt, 'Error', verdict.message);
  else if (verdict.value === 'again') startAttempt(decision, node, attempt);
  else if ('waitUntil' in verdict.value) wait(decision, node, verdict.value);
  else endRetry(decision, node, attempt, attempt.phase, verdict.value.message);
}

type Verdict = 'again' | BackoffVerdict;

function verdictOf(decision: Decision, node: NodeState, attempt: NodeState): Result<Verdict> {
  const { state } = decision;
  const template = templateOf(state, node);
  const strategy = template === undefined ? undefined : retryStrategyOf(state, template);
  if (!isFailedOrError(attempt.phase)) return success({ message: '' });
  if (state.shutdown !== undefined) return success({ message: `Stopped with strategy '${state.shutdown}'` });
  if (isPastDeadline(state, node))
    return success({ message: `retry exceeded workflow deadline ${deadlineInWords(state)}` });
  if (strategy === undefined) return success({ message: attempt.message });
  const scope = withInputs(callerScopeOf(decision, node), node.inputs);
  const pause = pauseOf(decision, node, attempt, strategy, scope);
  if (!pause.ok || (pause.value !== undefined && 'message' in pause.value)) return pause as Result<Verdict>;
  if (!policyAllows(strategy, attempt)) return success({ message: attempt.message });
  const limit = limitOf(strategy, scope);
  if (!limit.ok) return limit;
  if (node.memberIds.length > limit.value) return success({ message: 'No more retries left' });
  const allowed = expressionAllows(strategy, scope, node, attempt);
  if (!allowed.ok || allowed.value !== 'again' || pause.value === undefined) return allowed;
  // One wait after each attempt, however late its timer comes.
  return node.waits < node.memberIds.length ? success(pause.value) : allowed;
}

/** Undefined: there is no backoff. */
function pauseOf(
  decision: Decision,
  node: NodeState,
  attempt: NodeState,
  { backoff }: DeepReadonly<RetryStrategy>,
  scope: Scope,
): Result<BackoffVerdict | undefined> {
  if (backoff === undefined) return success(undefined);
  return backoffAfter(backoff, scope, {
    attempts: node.memberIds.length,
    firstStartedAt: decision.node(node.memberIds[0] ?? '').startedAt,
    lastFinishedAt: attempt.finishedAt,
    now: decision.at,
  });
}

/** Waits only where nothing else stands against the next attempt; Argo waits first and asks then. */
function wait(
  decision: Decision,
  node: NodeState,
  { waitUntil, forMs }: Extract<BackoffVerdict, { forMs: number }>,
): void {
  const message = `Backoff for ${durationInWords(forMs)}`;
  decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: node.phase, message });
  scheduleTimer(decision, node, waitUntil);
}

/** Which ends are retried (Argo's RetryPolicyActual): failures, and with an expression errors too. */
function policyAllows(
  { retryPolicy, expression }: DeepReadonly<RetryStrategy>,
  { phase, message }: Pick<NodeState, 'phase' | 'message'>,
): boolean {
  const otherwise = (expression ?? '') === '' ? 'OnFailure' : 'Always';
  const policy = retryPolicy === undefined || retryPolicy === '' ? otherwise : retryPolicy;
  if (policy === 'OnTransientError') return isTransientError(message);
  return policy === 'Always' || policy === (phase === 'Failed' ? 'OnFailure' : 'OnError');
}

/** How many retries there may be; without a limit there is none. */
function limitOf({ limit }: DeepReadonly<RetryStrategy>, scope: Scope): Result<number> {
  if (limit === undefined) return success(Number.POSITIVE_INFINITY);
  const text = substitute(String(limit), scope, 'lenient');
  if (!text.ok) return text;
  if (/^[+-]?\d+$/.test(text.value)) return success(Number(text.value));
  return failure(`strconv.ParseInt: parsing ${JSON.stringify(text.value)}: invalid syntax`);
}

function expressionAllows(
  { expression = '' }: DeepReadonly<RetryStrategy>,
  scope: Scope,
  node: NodeState,
  attempt: NodeState,
): Result<Verdict> {
  if (expression === '') return success('again');
  const text = substitute(expression, scope, 'lenient');
  if (!text.ok) return text;
  const holds = evaluateBoolean(text.value, retryExpressionScope(node, attempt));
  if (!holds.ok) return failure(holds.error.message);
  return success(holds.value ? 'again' : { message: 'retryStrategy.expression evaluated to false' });
}

function startAttempt(decision: Decision, node: NodeState, last: NodeState | undefined): void {
  const template = templateOf(decision.state, node);
  if (template === undefined) throw new Error(`${node.name} has lost its template`);
  const index = node.memberIds.length;
  // The first one takes over the place of the Retry node.
  if (index > 0 && !admits(decision, node.boundaryID, node.id)) return;
  if (node.message !== '')
    decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: node.phase, message: '' });
  if (last !== undefined) emitMetricsAtEnd(decision, last);
  const scope = layered(retryVariables(index, last), callerScopeOf(decision, node));
  startTemplate(
    decision,
    {
      nodeName: attemptName(node.name, index),
      templateName: node.templateName,
      templateRef: node.templateRef,
      args: [],
      role: 'attempt',
      ownerId: node.id,
      boundaryID: node.boundaryID,
      callName: node.callName,
      index,
      parentIds: [node.id],
    },
    template,
    node.inputs,
    scope,
  );
  if (index > 0) limitAttempt(decision, node, template);
}

/** A retry that is one container has what is left of `maxDuration`. */
function limitAttempt(decision: Decision, node: NodeState, template: DeepReadonly<Template>): void {
  const [first, last] = [node.memberIds[0] ?? '', node.memberIds.at(-1) ?? ''];
  if (decision.node(last).type !== 'Pod') return;
  const { backoff } = retryStrategyOf(decision.state, template) ?? {};
  const scope = withInputs(callerScopeOf(decision, node), node.inputs);
  const at = retriesEnd(backoff, scope, decision.node(first).startedAt);
  if (at !== undefined) startRetryDeadline(decision, last, at);
}

function endRetry(
  decision: Decision,
  node: NodeState,
  attempt: NodeState,
  phase: NodePhase,
  message: string,
): void {
  const ends = isFailedOrError(phase) ? phase : 'Succeeded';
  decision.emit({
    type: 'nodePhaseChanged',
    id: node.id,
    phase: ends,
    message,
    outputs: attempt.outputs as Outputs | undefined,
  });
  decision.enqueue(node.id);
}
