import type { Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import { type Decision, WORKFLOW } from '../decision.ts';
import type { TimerPurpose } from '../events.ts';
import { failure, type Result, success } from '../result.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import { type DeepReadonly, isFulfilled, type NodeState, type WorkflowState } from '../state.ts';
import { parseDuration, timerInstant } from './duration.ts';
import { eraSuffix } from './era.ts';

/** Message of a node that the workflow's deadline ended (Argo's applyExecutionControl). */
export const DEADLINE_MESSAGE = 'Step exceeded its deadline';
/** Message of a container that ran for too long; Kubernetes's, which Argo passes on. */
export const ACTIVE_MESSAGE = 'Pod was active on the node longer than the specified deadline';
/** Message of a node that was Pending for too long (Argo's ErrTimeout); also of the group of its step. */
export const PENDING_MESSAGE = 'timeout';

/** The limits in time of one node, each of which has its own timer. */
const NODE_PURPOSES = ['active', 'timeout', 'pending', 'retries'] as const satisfies TimerPurpose[];
type NodePurpose = (typeof NODE_PURPOSES)[number];

function workflowTimer({ restarts }: WorkflowState): string {
  return `deadline${eraSuffix(restarts)}`;
}

/** The workflow's activeDeadlineSeconds count from the second in which it started (Argo's getWorkflowDeadline). */
export function startWorkflowDeadline(decision: Decision): void {
  const at = workflowDeadline(decision.state);
  if (at === undefined) return;
  const purpose = 'workflowDeadline';
  decision.emit({
    type: 'timerScheduled',
    timerId: workflowTimer(decision.state),
    nodeId: WORKFLOW,
    purpose,
    at: timerInstant(at),
  });
}

/** Milliseconds since 1970; undefined where the workflow has none. */
export function workflowDeadline(state: WorkflowState): number | undefined {
  const seconds = state.workflow.spec.activeDeadlineSeconds;
  if (seconds === undefined || state.startedAt === 0) return undefined;
  return (Math.floor(state.startedAt / 1000) + seconds) * 1000;
}

/** Before the workflow finishes: no timer is left of it. */
export function cancelWorkflowDeadline(decision: Decision): void {
  const timerId = workflowTimer(decision.state);
  if (decision.state.timers.has(timerId)) decision.emit({ type: 'timerCancelled', timerId });
}

/** Whether the workflow's deadline is over for this node: handlers, and hooks, are spared. */
export function isPastDeadline(state: WorkflowState, node: NodeState): boolean {
  return state.deadlineExceeded && !node.partOfExitHandler && !node.survivesStop;
}

/** The end of the workflow's deadline as Go prints it, for the message of a Retry node. */
export function deadlineInWords(state: WorkflowState): string {
  const text = new Date(timerInstant(workflowDeadline(state) ?? 0)).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 19)} +0000 UTC`;
}

/**
 * Begins the `timeout` and the `pendingTimeout` of a node that has just been initialized (Argo's
 * checkTemplateTimeouts). Of a template that is retried, each attempt has its own.
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function startTimeouts(
  decision: Decision,
  id: string,
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<undefined> {
  const node = decision.node(id);
  const own = withInputs(scope, node.inputs);
  const limits = [
    ['timeout', template.timeout],
    ['pending', template.pendingTimeout],
  ] as const;
  for (const [purpose, text] of limits) {
    if (text === undefined || text === '') continue;
    const rendered = substitute(text, own, 'lenient');
    if (!rendered.ok) return rendered;
    const duration = parseDuration(rendered.value);
    if (!duration.ok) return failure(`invalid timeout format ${duration.message}`);
    schedule(decision, node, purpose, node.startedAt + duration.value);
  }
  return success(undefined);
}

/** `activeDeadlineSeconds` with every variable replaced, as Kubernetes takes it. */
export function resolveActiveDeadline(
  template: DeepReadonly<Template>,
  scope: Scope,
): Result<number | undefined> {
  const { activeDeadlineSeconds } = template;
  if (activeDeadlineSeconds === undefined || activeDeadlineSeconds === '') return success(undefined);
  const text = substitute(String(activeDeadlineSeconds), scope, 'lenient');
  if (!text.ok) return text;
  if (!/^[+-]?\d+$/.test(text.value))
    return failure(`strconv.ParseInt: parsing ${JSON.stringify(text.value)}: invalid syntax`);
  const seconds = Number(text.value);
  if (seconds >= 1 && seconds <= 2_147_483_647) return success(seconds);
  return failure(
    `spec.activeDeadlineSeconds: Invalid value: ${seconds}: must be between 1 and 2147483647, inclusive`,
  );
}

/** An agent holds the attempt: from now on the container is active. What waited for that waits no more. */
export function startActiveDeadline(decision: Decision, nodeId: string, seconds: number | undefined): void {
  const node = decision.node(nodeId);
  const pending = timerId(node, 'pending');
  if (decision.state.timers.has(pending)) decision.emit({ type: 'timerCancelled', timerId: pending });
  if (seconds !== undefined) schedule(decision, node, 'active', decision.at + seconds * 1000);
}

/** Begins the time that is left to a retry: `maxDuration` counts from the first attempt (Argo's executionDeadline). */
export function startRetryDeadline(decision: Decision, nodeId: string, at: number): void {
  const node = decision.node(nodeId);
  if (!isFulfilled(node.phase)) schedule(decision, node, 'retries', at);
}

/** The node has ended, or its container has: its limits are nobody's any more. */
export function cancelNodeDeadlines(decision: Decision, node: NodeState): void {
  for (const purpose of NODE_PURPOSES) {
    const id = timerId(node, purpose);
    if (decision.state.timers.has(id)) decision.emit({ type: 'timerCancelled', timerId: id });
  }
}

function schedule(decision: Decision, node: NodeState, purpose: NodePurpose, at: number): void {
  decision.emit({
    type: 'timerScheduled',
    timerId: timerId(node, purpose),
    nodeId: node.id,
    purpose,
    at: timerInstant(at),
  });
}

/** A node has one of each: every attempt of a Retry node is a node of its own. */
function timerId(node: NodeState, purpose: NodePurpose): string {
  return `${node.id}-${purpose}${eraSuffix(node.era)}`;
}
