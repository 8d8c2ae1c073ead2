import type { AttemptIdentity } from './runtime.ts';

/**
 * The one name of an attempt's container, the same in every process: letters, digits, `_`, `.` and `-`. The node id
 * comes first for whoever reads `docker ps`; the uid makes it unique, names are used again.
 */
export function attemptKey({ workflow, nodeId, attempt }: AttemptIdentity): string {
  return `${plain(nodeId)}_${attempt}_${plain(workflow.uid)}`;
}

function plain(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9.-]/g, '-');
}
