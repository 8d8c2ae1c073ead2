import type { WorkflowStep } from '@tiphys/spec';
import { planCall, type SinglePlan, startPlannedCall } from '../call/call-plan.ts';
import { continuesOn } from '../call/continue-on.ts';
import { nextMember } from '../call/next-member.ts';
import { childName } from '../call/node-name.ts';
import type { Decision } from '../decision.ts';
import { hasItems } from '../loop/expand-call.ts';
import { stepIndex, stepsBodyScope } from '../scope/body-scope.ts';
import { type DeepReadonly, errsByItself, isFailedOrError, type NodeState } from '../state.ts';
import { PENDING_MESSAGE } from '../time/deadline.ts';
import { admits, FAIL_FAST_MESSAGE, failsFast } from '../workflow/parallelism.ts';
import { hasVariable, stepName, stepNameFault } from './step-name.ts';
import { stepOf, stepsOf } from './steps-of-node.ts';

/**
 * Takes a running StepGroup further: starts its steps side by side, and ends the group when all have settled
 * (Argo's executeStepGroup).
 */
export function advanceStepGroup(decision: Decision, group: NodeState): void {
  if (failsFast(decision.state, decision.node(group.ownerId ?? ''))) {
    if (group.openOwned === 0) failGroup(decision, group, 'Failed', FAIL_FAST_MESSAGE);
    return;
  }
  const steps = stepsOf(decision, group);
  if (!allStarted(group, steps) && !startSteps(decision, group, steps)) return;
  if (group.openOwned > 0) return;
  endGroup(decision, group, steps);
}

/** Seen at once where no step has items; otherwise the plans say. */
function allStarted(group: NodeState, steps: DeepReadonly<WorkflowStep[]>): boolean {
  return group.missing === 0 && group.memberIds.length === steps.length && !steps.some(hasItems);
}

/** The steps of a group as they are to start, those with items once for each. */
interface PlannedStep {
  /** The name of the step in the manifest. */
  step: DeepReadonly<WorkflowStep>;
  name: string;
  item: string | undefined;
  plan: SinglePlan;
}

/** Kept beside a group whose steps do not all fit in one transition; made anew where the state was replayed. */
const plansOfGroups = new WeakMap<NodeState, PlannedStep[]>();

/** Groups of which all that is skipped behind a step that waits has been shown. */
const lookedBeyond = new WeakSet<NodeState>();

/**
 * All references are resolved before the first step starts: one that cannot be resolved ends the group at once,
 * with nothing running.
 *
 * @returns whether all steps have been started.
 */
function startSteps(decision: Decision, group: NodeState, steps: DeepReadonly<WorkflowStep[]>): boolean {
  // What a restarted group was planned as may not be true any more.
  const plans =
    (group.resets === 0 ? plansOfGroups.get(group) : undefined) ?? planSteps(decision, group, steps);
  if (plans === undefined) return false;
  plansOfGroups.set(group, plans);
  for (let place = nextMember(group); place < plans.length; place = nextMember(group)) {
    if (decision.full) {
      decision.enqueue(group.id);
      return false;
    }
    const planned = plans[place];
    if (planned === undefined) break;
    const { plan } = planned;
    if (plan.kind === 'run' && !admits(decision, group.boundaryID, group.id)) {
      if (group.resets === 0 && !lookedBeyond.has(group)) skipBeyond(decision, group, plans, place);
      return false;
    }
    startStep(decision, group, planned, place);
  }
  return true;
}

/** Where a step waits for a place, those behind it that do not run are shown to be skipped, as in Argo. */
function skipBeyond(decision: Decision, group: NodeState, plans: readonly PlannedStep[], from: number): void {
  for (const [place, planned] of plans.entries()) {
    if (place <= from || planned.plan.kind !== 'skip' || (group.memberIds[place] ?? '') !== '') continue;
    if (decision.full) {
      decision.enqueue(group.id);
      return;
    }
    startStep(decision, group, planned, place);
  }
  lookedBeyond.add(group);
}

function startStep(
  decision: Decision,
  group: NodeState,
  { step, name, item, plan }: PlannedStep,
  place: number,
): void {
  startPlannedCall(decision, plan, {
    nodeName: childName(group.name, name),
    role: 'step',
    ownerId: group.id,
    boundaryID: group.boundaryID,
    callName: step.name,
    index: place,
    item,
    parentIds: [group.id],
  });
}

/** Undefined where the group has failed over it. */
function planSteps(
  decision: Decision,
  group: NodeState,
  steps: DeepReadonly<WorkflowStep[]>,
): PlannedStep[] | undefined {
  const owner = decision.node(group.ownerId ?? '');
  const scope = stepsBodyScope(decision, owner);
  const names = steps.some((step) => hasVariable(step.name))
    ? stepIndex(decision, owner, scope.template)
    : undefined;
  const plans: PlannedStep[] = [];
  let unexpandable: string | undefined;
  for (const step of steps) {
    const name = stepName(step.name, scope.template);
    const fault =
      names === undefined ? undefined : stepNameFault(name, names.get(name)?.callName === step.name);
    if (fault !== undefined) {
      failGroup(decision, group, 'Error', fault);
      return undefined;
    }
    const plan = planCall({ ...step, name }, scope);
    if (plan.kind === 'unresolved' || plan.kind === 'invalid') {
      failGroup(decision, group, 'Error', `failed to resolve references: ${plan.message}`);
      return undefined;
    }
    // Argo resolves the references of all steps before it expands the first one.
    if (plan.kind === 'unexpandable') unexpandable ??= plan.message;
    else if (plan.kind !== 'loop') plans.push({ step, name, item: undefined, plan });
    else for (const one of plan.items) plans.push({ step, ...one });
  }
  if (unexpandable !== undefined) {
    failGroup(decision, group, 'Error', unexpandable);
    return undefined;
  }
  return plans;
}

function endGroup(decision: Decision, group: NodeState, steps: DeepReadonly<WorkflowStep[]>): void {
  for (const id of group.memberIds) {
    if (id === '') continue;
    const child = decision.node(id);
    if (!isFailedOrError(child.phase)) continue;
    const step = stepOf(steps, child);
    if (!errsByItself(child) && continuesOn(step?.continueOn, child.phase)) continue;
    if (errsByItself(child)) {
      // The step is an error itself, and its error is the group's.
      failGroup(decision, group, 'Error', startErrorMessage(child, step));
    } else if (child.type === 'Pod' && child.message === PENDING_MESSAGE) {
      failGroup(decision, group, 'Failed', PENDING_MESSAGE);
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
