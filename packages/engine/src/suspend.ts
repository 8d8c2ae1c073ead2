import type { Template } from '@tiphys/spec';
import { withInputs } from './arguments.ts';
import type { Decision } from './decision.ts';
import { parseDuration } from './duration.ts';
import type { Scope } from './scope/scope.ts';
import { blocksNewContainers, suspensionEndedMessage } from './shutdown.ts';
import type { DeepReadonly, NodeState } from './state.ts';
import { substitute } from './substitution.ts';
import { scheduleTimer, timerIdOf } from './timer.ts';

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
  if (blocksNewContainers(decision.state, node)) return;
  const text = substitute(template.suspend?.duration ?? '', withInputs(scope, node.inputs), 'lenient');
  const duration = text.ok ? parseDuration(text.value) : text;
  if (duration.ok) scheduleTimer(decision, node, Math.ceil(node.startedAt + duration.value));
  else decision.emit({ type: 'nodePhaseChanged', id, phase: 'Error', message: duration.message });
}

/** Ends a Suspend node whose time is over, or that a shutdown does not spare. */
export function advanceSuspend(decision: Decision, node: NodeState): void {
  const { state } = decision;
  if (state.timers.has(timerIdOf(node))) return;
  decision.emit(
    node.waits > 0
      ? { type: 'nodePhaseChanged', id: node.id, phase: 'Succeeded' }
      : {
          type: 'nodePhaseChanged',
          id: node.id,
          phase: 'Failed',
          message: suspensionEndedMessage(state, node),
        },
  );
  decision.enqueue(node.id);
}
