import type { Outputs } from '@tiphys/spec';
import type { Decision } from '../decision.ts';
import type { DeepReadonly, ReusedNode } from '../state.ts';

/** Ends a node that has just been initialized in the place of a pod. */
export function endReused(decision: Decision, id: string, { outputs }: DeepReadonly<ReusedNode>): void {
  decision.emit({ type: 'nodePhaseChanged', id, phase: 'Skipped', outputs: outputs as Outputs | undefined });
  decision.enqueue(id);
}
