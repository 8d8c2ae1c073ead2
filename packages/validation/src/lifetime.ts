import type { WorkflowSpec } from '@tiphys/spec';
import type { ProblemList } from './problem-list.ts';

/** What a workflow says of its own beginning and end; Argo takes any word for `shutdown`. */
export function validateLifetime(problems: ProblemList, { shutdown = '' as const }: WorkflowSpec): void {
  if (['', 'Stop', 'Terminate'].includes(shutdown)) return;
  problems.error(['spec', 'shutdown'], `"${shutdown}" is neither Stop nor Terminate`);
}
