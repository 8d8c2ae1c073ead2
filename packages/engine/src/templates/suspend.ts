import type { Outputs, Template } from '@tiphys/spec';
import { withInputs } from '../call/arguments.ts';
import { suppliedOutputs, withDefaults } from '../call/supplied-outputs.ts';
import type { Decision } from '../decision.ts';
import { blocksNewContainers, suspensionEndedMessage } from '../operations/shutdown.ts';
import type { Scope } from '../scope/scope.ts';
import { substitute } from '../scope/substitution.ts';
import type { DeepReadonly, NodeState } from '../state.ts';
import { parseDuration } from '../time/duration.ts';
import { scheduleTimer, timerIdOf } from '../time/timer.ts';

/**
 * Begins the wait of a Suspend node that has just been initialized (Argo's executeSuspend).
 *
 * @param scope what the template may refer to, apart from its inputs.
 */
export function startSuspend(
  decision: Decision,
  id: string,
  template: DeepReadonly<Template>,
  scope: Scope,
): void {
  const node = decision.node(id);
  decision.enqueue(id);
  const outputs = suppliedOutputs(template);
  if (outputs !== undefined) decision.emit({ type: 'nodePhaseChanged', id, phase: node.phase, outputs });
  if (blocksNewContainers(decision.state, node)) return;
  const given = template.suspend?.duration ?? '';
  // Without a duration it waits until somebody resumes it.
  if (given === '') return;
  const text = substitute(given, withInputs(scope, node.inputs), 'lenient');
  const duration = text.ok ? parseDuration(text.value) : text;
  if (duration.ok) scheduleTimer(decision, node, Math.ceil(node.startedAt + duration.value));
  else decision.emit({ type: 'nodePhaseChanged', id, phase: 'Error', message: duration.message });
}

/** Ends a Suspend node whose time is over, or that neither a shutdown nor the workflow's deadline spares. */
export function advanceSuspend(decision: Decision, node: NodeState): void {
  const { state } = decision;
  if (state.timers.has(timerIdOf(node))) return;
  if (node.waits > 0) endWait(decision, node);
  else if (blocksNewContainers(state, node)) failWait(decision, node);
}

/**
 * Ends what waits for somebody to resume it, and may not any more; those with a duration end with their timers.
 *
 * @returns false where the transition was full before the last.
 */
export function endSuspensions(decision: Decision): boolean {
  const { state } = decision;
  for (const id of [...state.suspendNodeIds]) {
    const node = decision.node(id);
    if (state.timers.has(timerIdOf(node)) || !blocksNewContainers(state, node)) continue;
    if (decision.full) return false;
    failWait(decision, node);
  }
  return true;
}

function endWait(decision: Decision, node: NodeState): void {
  const outputs = withDefaults(node.outputs);
  decision.emit(
    outputs.ok
      ? {
          type: 'nodePhaseChanged',
          id: node.id,
          phase: 'Succeeded',
          outputs: outputs.value as Outputs | undefined,
        }
      : { type: 'nodePhaseChanged', id: node.id, phase: 'Error', message: outputs.message },
  );
  decision.enqueue(node.id);
}

function failWait(decision: Decision, node: NodeState): void {
  const message = suspensionEndedMessage(decision.state, node);
  decision.emit({ type: 'nodePhaseChanged', id: node.id, phase: 'Failed', message });
  decision.enqueue(node.id);
}
