import type { WorkflowStep } from '@tiphys/spec';
import { type CallPlan, planCall, startPlannedCall } from './call-plan.ts';
import { continuesOn } from './continue-on.ts';
import type { Decision } from './decision.ts';
import { childName } from './node-name.ts';
import { stepsBodyScope } from './scope/body-scope.ts';
import { type DeepReadonly, isFailedOrError, type NodeState } from './state.ts';
import { stepGroups } from './steps.ts';

/**
 * Takes a running StepGroup further: starts its steps side by side, and ends the group when all have settled
 * (Argo's executeStepGroup).
 */
export function advanceStepGroup(decision: Decision, group: NodeState): void {
  const steps = stepsOf(decision, group);
  if (group.memberIds.length < steps.length && !startSteps(decision, group, steps)) return;
  if (group.openOwned > 0) return;
  endGroup(decision, group, steps);
}

/** The steps of this group, as the manifest has them. */
export function stepsOf(decision: Decision, group: NodeState): DeepReadonly<WorkflowStep[]> {
  const stepsNode = decision.node(group.ownerId ?? '');
  return stepGroups(decision, stepsNode)[group.index ?? 0] ?? [];
}

/**
 * All references are resolved before the first step starts: one that cannot be resolved ends the group at once,
 * with nothing running.
 *
 * @returns whether all steps have been started.
 */
function startSteps(decision: Decision, group: NodeState, steps: DeepReadonly<WorkflowStep[]>): boolean {
  const stepsNode = decision.node(group.ownerId ?? '');
  const scope = stepsBodyScope(decision, stepsNode);
  const plans: CallPlan[] = [];
  for (const step of steps.slice(group.memberIds.length)) {
    const plan = planCall(step, scope);
    if (plan.kind === 'unresolved') {
      failGroup(decision, group, 'Error', `failed to resolve references: ${plan.message}`);
      return false;
    }
    plans.push(plan);
  }
  for (const plan of plans) {
    if (decision.full) {
      decision.enqueue(group.id);
      return false;
    }
    const step = steps[group.memberIds.length];
    if (step === undefined) break;
    startPlannedCall(decision, plan, {
      nodeName: childName(group.name, step.name),
      templateName: step.template ?? '',
      role: 'step',
      ownerId: group.id,
      boundaryID: group.boundaryID,
      callName: step.name,
      index: group.memberIds.length,
      parentIds: [group.id],
      calledFrom: 'steps',
    });
  }
  return true;
}

function endGroup(decision: Decision, group: NodeState, steps: DeepReadonly<WorkflowStep[]>): void {
  for (const [index, id] of group.memberIds.entries()) {
    const child = decision.node(id);
    if (!isFailedOrError(child.phase)) continue;
    if (child.type !== 'Skipped' && continuesOn(steps[index]?.continueOn, child.phase)) continue;
    if (child.type === 'Skipped') {
      // The step could not even be started: its error is the group's.
      failGroup(decision, group, 'Error', startErrorMessage(child, steps[index]));
    } else {
      failGroup(decision, group, 'Failed', `child '${child.id}' failed`);
    }
    return;
  }
  decision.emit({ type: 'nodePhaseChanged', id: group.id, phase: 'Succeeded' });
  decision.enqueue(group.id);
}

/** A condition that cannot be evaluated is reported as it is, what else prevents a step with the step's name. */
function startErrorMessage(child: NodeState, step: DeepReadonly<WorkflowStep> | undefined): string {
  if (step?.when !== undefined && child.message.includes("'when' expres")) return child.message;
  return `step group deemed errored due to child ${child.name} error: ${child.message}`;
}

function failGroup(decision: Decision, group: NodeState, phase: 'Failed' | 'Error', message: string): void {
  decision.emit({ type: 'nodePhaseChanged', id: group.id, phase, message });
  decision.enqueue(group.id);
}
