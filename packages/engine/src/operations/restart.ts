import type { Inputs } from '@tiphys/spec';
import { resolveInputs, workflowArguments } from '../call/arguments.ts';
import { configMapsOf } from '../call/config-map-value.ts';
import { callerScopeOf } from '../call/template-call.ts';
import { templateOf } from '../call/template-of.ts';
import type { Rejection } from '../commands.ts';
import { type Decision, reject, WORKFLOW } from '../decision.ts';
import type { Result } from '../result.ts';
import { isFinished, type WorkflowState } from '../state.ts';
import { startWorkflowDeadline } from '../time/deadline.ts';
import { type NodeRequirement, parseNodeSelector } from './node-selector.ts';
import type { RetryWorkflow } from './operation-commands.ts';
import { planRestart } from './restart-plan.ts';

/** How many nodes one event takes out or resets. */
const NODES_AT_ONCE = 50;

/** `argo retry`: a workflow that has ended runs again where it failed, and keeps what succeeded. */
export function retryWorkflow(decision: Decision, command: RetryWorkflow): Rejection | undefined {
  const { state } = decision;
  const refusal = refuseByPhase(state, command);
  if (refusal !== undefined) return reject('invalid', refusal);
  const selected = selectorOf(command);
  if (selected !== undefined && !selected.ok) return reject('invalid', selected.message);
  const { parameters } = command;
  const plan = planRestart(state, { selected: selected?.value, hasParameters: parameters.length > 0 });
  const places = new Map([...state.nodes.keys()].map((id, place) => [id, place]));
  const placesOf = (ids: readonly string[]) => ids.map((id) => places.get(id) ?? 0);
  for (const timerId of [...state.timers.keys()]) decision.emit({ type: 'timerCancelled', timerId });
  decision.emit({ type: 'workflowRestarted', ...(parameters.length === 0 ? {} : { parameters }) });
  startWorkflowDeadline(decision);
  if (plan.remove.length + plan.reset.length > 0) {
    const remove = placesOf(plan.remove).reverse();
    decision.emit({ type: 'restartPlanned', remove, reset: placesOf(plan.reset) });
  }
  decision.enqueue(WORKFLOW);
  return undefined;
}

/** Goes on with a restart. @returns false where the transition is full before all of it is done. */
export function continueRestart(decision: Decision): boolean {
  const { state } = decision;
  while (state.restart !== undefined) {
    if (decision.full) {
      decision.enqueue(WORKFLOW);
      return false;
    }
    const { remove, reset } = state.restart;
    if (remove.length > 0) decision.emit({ type: 'nodesRemoved', ids: remove.slice(0, NODES_AT_ONCE) });
    else if (reset[0] === state.entryId) resetEntry(decision, reset[0] ?? '');
    else decision.emit({ type: 'nodesReset', ids: reset.slice(0, NODES_AT_ONCE) });
  }
  return true;
}

/** The workflow's arguments may be others now. Argo resolves the inputs of every node each time that it looks at it. */
function resetEntry(decision: Decision, id: string): void {
  const node = decision.node(id);
  const template = templateOf(decision.state, node);
  const { spec } = decision.state.workflow;
  const scope = callerScopeOf(decision, node);
  const configMaps = configMapsOf(decision.surroundings, decision.state.namespace);
  const given = workflowArguments(spec.arguments);
  const inputs =
    template === undefined
      ? undefined
      : resolveInputs(template, given, spec.arguments?.artifacts ?? [], scope, configMaps);
  decision.emit({
    type: 'nodesReset',
    ids: [id],
    ...(inputs?.ok && inputs.value !== undefined ? { inputs: inputs.value as Inputs } : {}),
  });
}

function refuseByPhase(state: WorkflowState, command: RetryWorkflow): string | undefined {
  if (!isFinished(state)) return `Cannot retry a workflow in phase ${state.phase}`;
  if (state.phase !== 'Succeeded') return undefined;
  if (command.restartSuccessful && command.nodeFieldSelector !== '') return undefined;
  return 'To retry a succeeded workflow, set the options restartSuccessful and nodeFieldSelector';
}

function selectorOf(command: RetryWorkflow): Result<NodeRequirement[]> | undefined {
  const { restartSuccessful, nodeFieldSelector } = command;
  return restartSuccessful && nodeFieldSelector !== '' ? parseNodeSelector(nodeFieldSelector) : undefined;
}
