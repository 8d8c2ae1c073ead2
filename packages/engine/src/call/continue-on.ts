import type { ContinueOn, NodePhase } from '@tiphys/spec';

/** Whether a step or task that ends like this lets what it belongs to go on (Argo's ContinuesOn). */
export function continuesOn(continueOn: Readonly<ContinueOn> | undefined, phase: NodePhase): boolean {
  if (phase === 'Failed') return continueOn?.failed === true;
  return phase === 'Error' && continueOn?.error === true;
}
