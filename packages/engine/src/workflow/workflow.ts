import { advanceArtifactGc } from '../artifacts/artifact-gc.ts';
import { resolveArtifactRepository } from '../artifacts/resolve-repository.ts';
import { workflowArguments } from '../call/arguments.ts';
import { configMapsOf, unresolvedArgument } from '../call/config-map-value.ts';
import { endWaitsAtGates } from '../call/gated-node.ts';
import { callTemplate, initializeUnstartedNode, type TemplateCallSite } from '../call/template-call.ts';
import { type Decision, WORKFLOW } from '../decision.ts';
import { startWorkflowExitHandler } from '../handlers/exit-handler.ts';
import { fireWorkflowHooks } from '../handlers/lifecycle-hook.ts';
import { blocksNewContainers, endedMessage } from '../operations/shutdown.ts';
import { cancelAttempt } from '../pod/attempt.ts';
import { endDaemons } from '../pod/daemon.ts';
import { isFailedOrError, isFinished } from '../state.ts';
import { endSuspensions } from '../templates/suspend.ts';
import { cancelWorkflowDeadline, startWorkflowDeadline } from '../time/deadline.ts';
import { startTimeToLive } from '../time/time-to-live.ts';
import { cancelTimers } from '../time/timer.ts';
import { admitWorkflow, releaseWorkflow } from './admission.ts';
import { emitWorkflowMetrics } from './metrics.ts';
import { offerPlaces } from './parallelism.ts';
import { messageOfEntry, outcomeOfEntry } from './workflow-outcome.ts';

/**
 * Takes the workflow itself further (the outer part of Argo's operate): starts the entrypoint, fires the workflow's
 * hooks, runs its exit handler once the entrypoint and the hooks have ended, and finishes. The handler runs on every
 * path but Terminate, also where the entrypoint could not even be started; Argo skips it there.
 */
export function advanceWorkflow(decision: Decision): void {
  const { state } = decision;
  if (state.deleted) return;
  if (isFinished(state)) {
    advanceArtifactGc(decision);
    return;
  }
  if (state.startedAt === 0) {
    if (!admitWorkflow(decision)) return;
    beginWorkflow(decision);
  }
  if (state.entryId === undefined) {
    startEntry(decision);
    // The workflow's hooks come after what the entrypoint begins.
    decision.enqueue(WORKFLOW);
    return;
  }
  if ((state.shutdown !== undefined || state.deadlineExceeded) && !cancelWhatWaits(decision)) return;
  fireWorkflowHooks(decision);
  if (offerPlaces(decision, WORKFLOW)) return;
  const entry = state.entryId === undefined ? undefined : decision.node(state.entryId);
  if (entry === undefined || !entry.settled || state.openHooks > 0) return;
  if (!endDaemons(decision, undefined)) return;
  if (state.handlerId === undefined && startWorkflowExitHandler(decision)) return;
  if (state.handlerId !== undefined && !decision.node(state.handlerId).settled) return;
  // Daemons that were ended are waited for.
  if (state.attempts.size > 0) return;
  finishWorkflow(decision);
  emitWorkflowMetrics(decision);
  advanceArtifactGc(decision);
}

/** The workflow is Running, and its time counts, also where it is suspended before anything of it starts. */
export function beginWorkflow(decision: Decision): void {
  decision.emit({ type: 'workflowStarted' });
  startWorkflowDeadline(decision);
  emitWorkflowMetrics(decision);
}

function startEntry(decision: Decision): void {
  const { state } = decision;
  const repository = resolveArtifactRepository(decision);
  const site: TemplateCallSite = {
    nodeName: state.name,
    templateName: state.workflow.spec.entrypoint ?? '',
    args: workflowArguments(state.workflow.spec.arguments),
    artifacts: state.workflow.spec.arguments?.artifacts,
    role: 'entry',
    ownerId: undefined,
    boundaryID: undefined,
    callName: undefined,
    index: undefined,
    parentIds: [],
  };
  // Argo errs the workflow without a node, and without its handler.
  const problem = repository.ok ? missingArgument(decision) : repository.message;
  if (problem === undefined) callTemplate(decision, site);
  else initializeUnstartedNode(decision, site, 'Error', problem);
}

/** An argument of the workflow whose ConfigMap was not there when it was created. */
function missingArgument({ state, surroundings }: Decision): string | undefined {
  const lookup = configMapsOf(surroundings, state.namespace);
  return unresolvedArgument(state.workflow.spec.arguments?.parameters, lookup);
}

function cancelWhatWaits(decision: Decision): boolean {
  if (cancelTimers(decision) && endSuspensions(decision) && endWaitsAtGates(decision))
    return cancelBlockedAttempts(decision);
  decision.enqueue(WORKFLOW);
  return false;
}

/** @returns false where the transition was full before all were ordered to end. */
function cancelBlockedAttempts(decision: Decision): boolean {
  for (const attempt of [...decision.state.attempts.values()]) {
    if (attempt.cancelMessage !== undefined) continue;
    const node = decision.node(attempt.nodeId);
    if (node.daemon === 'ready' || !blocksNewContainers(decision.state, node)) continue;
    if (decision.full) {
      decision.enqueue(WORKFLOW);
      return false;
    }
    cancelAttempt(decision, attempt, endedMessage(decision.state, node));
  }
  return true;
}

/** A handler that failed turns Succeeded into its own phase and message, and leaves Failed and Error as they are. */
function finishWorkflow(decision: Decision): void {
  const { state } = decision;
  cancelWorkflowDeadline(decision);
  releaseWorkflow(decision);
  const entry = state.entryId === undefined ? undefined : state.nodes.get(state.entryId);
  const handler = state.handlerId === undefined ? undefined : state.nodes.get(state.handlerId);
  const outcome = outcomeOfEntry(state);
  if (outcome === 'Failed' || outcome === 'Error') {
    const stopped = state.shutdown === undefined ? undefined : `Stopped with strategy '${state.shutdown}'`;
    decision.emit({ type: 'workflowFinished', phase: outcome, message: stopped ?? messageOfEntry(state) });
  } else if (handler !== undefined && isFailedOrError(handler.phase)) {
    decision.emit({
      type: 'workflowFinished',
      phase: handler.phase === 'Failed' ? 'Failed' : 'Error',
      message: handler.message,
    });
  } else {
    decision.emit({ type: 'workflowFinished', phase: 'Succeeded', message: entry?.message });
  }
  startTimeToLive(decision);
}
