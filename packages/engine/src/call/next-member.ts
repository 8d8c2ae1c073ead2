import type { NodeState } from '../state.ts';

/** The place of the next member that a group starts: the first that is missing after a restart, else the end. */
export function nextMember({ memberIds, missing }: NodeState): number {
  return missing === 0 ? memberIds.length : memberIds.indexOf('');
}
