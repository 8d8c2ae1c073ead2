import type { WorkflowCommand } from '../commands.ts';
import type { WorkflowDraft, WorkflowState } from '../state.ts';

/**
 * A command may come again when it has been carried out: its scheduler died before it could say so. What agents,
 * timers, locks and caches say names what it is about, and is refused the second time. What people want does not: a
 * second `resume` would end a wait that began after the first, and a second `retry` undo what came of it. Nor does the
 * loss of an agent, which may be back by then and hold something else.
 */
const WISHES: ReadonlySet<WorkflowCommand['type']> = new Set<WorkflowCommand['type']>([
  'stopWorkflow',
  'terminateWorkflow',
  'deleteWorkflow',
  'suspendWorkflow',
  'resumeWorkflow',
  'setNodes',
  'retryWorkflow',
  'failLostAgent',
]);

/** How many are remembered: more than people want within the time that a command may take to come again. */
const REMEMBERED_WISHES = 32;

export function isWish({ type }: WorkflowCommand): boolean {
  return WISHES.has(type);
}

/** Whether somebody's wish has been fulfilled. */
export function isFulfilledWish(state: WorkflowState, commandId: string): boolean {
  return state.wishIds.includes(commandId);
}

/** Only `apply` and `decide`, which takes the draft as far as `apply` would, call this. */
export function rememberWish(draft: WorkflowDraft, commandId: string): void {
  draft.wishIds.push(commandId);
  if (draft.wishIds.length > REMEMBERED_WISHES) draft.wishIds.shift();
}
