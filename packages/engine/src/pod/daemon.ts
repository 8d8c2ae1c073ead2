import type { Rejection, ReportReady } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { startNodeExitHandler } from '../handlers/exit-handler.ts';
import { fireNodeHooks } from '../handlers/lifecycle-hook.ts';
import { isFulfilled, type NodeState } from '../state.ts';
import { cancelNodeDeadlines } from '../time/deadline.ts';
import { timerIdOf } from '../time/timer.ts';
import { freePlaces } from '../workflow/parallelism.ts';

/**
 * The life of a daemon:
 *
 *   Pending ── claim ──▶ Running ── ready ──▶ Running, daemoned ── its Steps or DAG node ends ──▶ Succeeded
 *                           │                        │
 *                           └───── ends by itself ───┴──▶ Failed (or retried)
 *
 * Once it is ready, those that wait for it go on (Argo's Fulfilled). It is ended before the node around it ends, or
 * the workflow where there is none. Argo ends it a moment after that, and its exit handler does not run; here it does.
 */
export function reportReady(decision: Decision, command: ReportReady): Rejection | undefined {
  const attempt = decision.state.attempts.get(command.nodeId);
  if (attempt?.attempt !== command.attempt || attempt.cancelMessage !== undefined)
    return reject('superseded', `attempt ${command.attempt} of ${command.nodeId} has ended, or is to end`);
  if (attempt.agentId !== command.agentId)
    return reject('claimed_by_other', `attempt ${command.attempt} of ${command.nodeId} is not yours`);
  const node = decision.node(command.nodeId);
  if (attempt.task.daemon !== true) return reject('invalid', `${node.name} is no daemon`);
  if (node.daemon !== undefined) return reject('duplicate', `${node.name} is known to be ready`);
  becomeDaemon(decision, node, command.podIP);
  return undefined;
}

/** Also a Retry node, as its attempt does. */
export function becomeDaemon(decision: Decision, node: NodeState, podIP: string | undefined): void {
  decision.emit({ type: 'nodeDaemoned', id: node.id, podIP });
  decision.enqueue(node.id);
}

/**
 * Looks at a daemon that is ready: it settles, as far as those that wait for it are concerned, once the hooks that
 * have started are over. Nothing waits for an attempt but its Retry node.
 */
export function advanceReady(decision: Decision, node: NodeState): void {
  freePlaces(decision, node);
  if (node.role === 'attempt') {
    decision.enqueue(node.ownerId ?? WORKFLOW);
    return;
  }
  if (node.settled || openHooks(decision, node) > 0) return;
  decision.emit({ type: 'nodeSettled', id: node.id });
  decision.enqueue(node.role === 'task' ? node.id : (node.ownerId ?? WORKFLOW));
}

function openHooks(decision: Decision, node: NodeState): number {
  const last = node.type === 'Retry' ? node.memberIds.at(-1) : undefined;
  const isAttemptOpen = last !== undefined && !decision.node(last).settled;
  return node.openOwned - (isAttemptOpen ? 1 : 0);
}

/** Looks at a daemon that was ready and has ended since: its hooks, its handler, and whoever waits for its end. */
export function advanceEnded(decision: Decision, node: NodeState): void {
  cancelNodeDeadlines(decision, node);
  if (!isClosed(decision, node)) return;
  if (!node.settled) {
    decision.emit({ type: 'nodeSettled', id: node.id });
    decision.enqueue(node.role === 'task' ? node.id : (node.ownerId ?? WORKFLOW));
  }
  decision.enqueue(node.boundaryID ?? WORKFLOW);
}

/**
 * Ends the daemons right below a node that is about to end, or those that stand outside (Argo's
 * killDaemonedChildren). They are Succeeded at once; their containers end in their time, and the workflow waits for
 * them.
 *
 * @returns whether all have ended, with their handlers. Where not, the node is looked at again.
 */
export function endDaemons(decision: Decision, boundary: NodeState | undefined): boolean {
  let open = 0;
  for (const id of [...(boundary ?? decision.state).daemonIds]) {
    if (decision.full) {
      decision.enqueue(boundary?.id ?? WORKFLOW);
      return false;
    }
    const node = decision.node(id);
    if (node.daemon === 'ready') endDaemon(decision, node);
    if (!isClosed(decision, node) || !node.settled) open += 1;
  }
  return open === 0;
}

/** Whether nothing of a daemon that has ended goes on; starts what is left to start. */
function isClosed(decision: Decision, node: NodeState): boolean {
  fireNodeHooks(decision, node);
  return startNodeExitHandler(decision, node) && node.openOwned === 0;
}

function endDaemon(decision: Decision, node: NodeState): void {
  const { state } = decision;
  const last = node.type === 'Retry' ? node.memberIds.at(-1) : undefined;
  if (last !== undefined && !isFulfilled(decision.node(last).phase)) endDaemon(decision, decision.node(last));
  const timerId = timerIdOf(node);
  if (state.timers.has(timerId)) decision.emit({ type: 'timerCancelled', timerId });
  const attempt = state.attempts.get(node.id);
  if (attempt !== undefined && attempt.cancelMessage === undefined) {
    const { nodeId, pool, agentId } = attempt;
    const message = 'a daemon whose work is done';
    decision.emit({
      type: 'attemptCancelRequested',
      nodeId,
      attempt: attempt.attempt,
      pool,
      agentId,
      message,
    });
  }
  decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: 'Succeeded' });
  decision.enqueue(node.id);
}
