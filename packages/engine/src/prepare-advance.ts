import type { Decision } from './decision.ts';
import { continueRestart } from './operations/restart.ts';
import { setChosenNodes } from './operations/set-nodes.ts';
import { deferAgenda, isHeld, releaseDeferred } from './operations/suspension.ts';
import { isFinished } from './state.ts';
import { admitWorkflow } from './workflow/admission.ts';
import { continueDeletion } from './workflow/deletion.ts';
import { beginWorkflow } from './workflow/workflow.ts';

/**
 * Before the agenda is worked off: goes on with what people asked for and did not fit into one transition, and sees
 * to it that a suspended workflow stands still.
 *
 * @returns false where nothing is to be looked at now.
 */
export function prepareAdvance(decision: Decision): boolean {
  const { state } = decision;
  if (state.deleted) return true;
  if (state.deleting && !continueDeletion(decision)) return false;
  if (state.deleted) {
    decision.takeAgenda();
    return false;
  }
  if (!continueRestart(decision) || !setChosenNodes(decision)) return false;
  // One that runs again needs its place and its locks again.
  if (state.restarts > 0 && !isFinished(state) && !admitWorkflow(decision)) {
    deferAgenda(decision);
    return false;
  }
  if (!isHeld(state)) {
    releaseDeferred(decision);
    return true;
  }
  if (state.startedAt === 0 && admitWorkflow(decision)) beginWorkflow(decision);
  deferAgenda(decision);
  return false;
}
