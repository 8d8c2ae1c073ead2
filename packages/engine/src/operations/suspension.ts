import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import { isFinished, type WorkflowState } from '../state.ts';
import type { ResumeWorkflow } from './operation-commands.ts';
import { resumeSuspendNodes, setNodes } from './set-nodes.ts';

/** How many of the nodes that waited for the workflow to go on are looked at in one transition. */
const RELEASED_AT_ONCE = 100;

/**
 * Whether nothing new may start (Argo's ShouldSuspend). A shutdown and the workflow's deadline go first: whatever
 * runs ends, the handlers run, and the workflow ends, though nobody resumes it; in Argo it stays.
 */
export function isHeld(state: WorkflowState): boolean {
  return state.suspended && state.shutdown === undefined && !state.deadlineExceeded && !isFinished(state);
}

/** `argo suspend`. What runs goes on; what would follow from its end waits. */
export function suspendWorkflow(decision: Decision): Rejection | undefined {
  const { state } = decision;
  if (isFinished(state)) return reject('completed', 'cannot suspend completed workflows');
  if (state.suspended) return reject('duplicate', 'the workflow is suspended already');
  decision.emit({ type: 'suspensionChanged', suspended: true });
  return undefined;
}

/** `argo resume`. */
export function resumeWorkflow(
  decision: Decision,
  { nodeFieldSelector = '' }: ResumeWorkflow,
): Rejection | undefined {
  if (nodeFieldSelector !== '') {
    return setNodes(decision, { type: 'setNodes', nodeFieldSelector, setting: { phase: 'Succeeded' } });
  }
  const rejection = resumeSuspendNodes(decision);
  if (rejection !== undefined) return rejection;
  if (decision.state.suspended) decision.emit({ type: 'suspensionChanged', suspended: false });
  decision.enqueue(WORKFLOW);
  return undefined;
}

/** Keeps what is to be looked at for the time when the workflow goes on. */
export function deferAgenda(decision: Decision): void {
  const { deferred } = decision.state;
  const ids = decision.takeAgenda().filter((id) => !deferred.has(id));
  if (ids.length > 0) decision.emit({ type: 'nodesDeferred', ids });
}

/** Has a part of what waited looked at, and sees to it that the rest follows: no agenda holds all of it. */
export function releaseDeferred(decision: Decision): void {
  const { deferred } = decision.state;
  if (deferred.size === 0 || decision.full) return;
  if (decision.left > RELEASED_AT_ONCE) return;
  const ids = firstOf(deferred, RELEASED_AT_ONCE);
  decision.emit({ type: 'nodesReleased', ids });
  for (const id of ids) decision.enqueue(id);
  if (deferred.size > 0) decision.enqueue(WORKFLOW);
}

function firstOf(ids: Iterable<string>, count: number): string[] {
  const first: string[] = [];
  for (const id of ids) {
    if (first.length >= count) break;
    first.push(id);
  }
  return first;
}
