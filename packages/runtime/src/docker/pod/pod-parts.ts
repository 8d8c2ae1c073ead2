import { attemptKey } from '../../attempt-key.ts';
import type { AttemptIdentity, StartOrder } from '../../runtime.ts';
import { writeLabels } from '../container-labels.ts';

const PREFIX = 'tiphys.';
export const PART_LABEL = `${PREFIX}part`;
/** The container's name in its pod. */
export const CONTAINER_LABEL = `${PREFIX}container`;
/** Of a container of a set: its place, on what it depends, and how often it may be started again, as JSON. */
export const SET_LABEL = `${PREFIX}set`;
/** How long the pod's containers may take to end, in milliseconds. */
export const GRACE_LABEL = `${PREFIX}grace`;
/** A container's probes and hooks, as JSON. */
export const CARE_LABEL = `${PREFIX}care`;
/** Of a volume: the workflow whose claim it is of. */
export const CLAIM_OF_LABEL = `${PREFIX}claim-of`;
export const TTY_LABEL = `${PREFIX}tty`;

/**
 * What a pod consists of. `sandbox` holds its network and its volumes; `init` has run before, `sidecar` runs beside
 * `main`, or instead of that there is a `set`.
 */
export type Part = 'sandbox' | 'init' | 'sidecar' | 'main' | 'set' | 'volume';

/** The one name of a part, the same in every process. */
export function partName(attempt: AttemptIdentity, part: Part, index: number | string = 0): string {
  const key = attemptKey(attempt);
  return part === 'main' ? key : `${key}.${part}-${index}`;
}

/** The labels of a part: those of its attempt, and what it is. */
export function partLabels(order: StartOrder, part: Part, container: string): Record<string, string> {
  return {
    ...userLabels(order),
    ...writeLabels(order),
    [PART_LABEL]: part,
    [CONTAINER_LABEL]: container,
  };
}

/** The filter that finds all parts of an attempt. */
export function attemptFilter({ workflow, nodeId, attempt }: AttemptIdentity): { label: string[] } {
  return {
    label: [
      `${PREFIX}workflow-uid=${workflow.uid}`,
      `${PREFIX}node-id=${nodeId}`,
      `${PREFIX}attempt=${attempt}`,
    ],
  };
}

/** Labels and annotations of the template; none takes the place of Tiphys's own. */
function userLabels({ task }: StartOrder): Record<string, string> {
  const all = { ...task.pod?.annotations, ...task.pod?.labels };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith(PREFIX)));
}
