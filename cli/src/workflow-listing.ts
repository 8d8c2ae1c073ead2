import type { Workflow } from '@tiphys/spec';
import { parseDuration } from './duration-text.ts';
import { usageError } from './errors.ts';
import { labelSelector } from './label-selector.ts';
import type { WorkflowServer } from './workflow-server.ts';

/** The flags that choose workflows, as commander gives them. */
export interface SelectionFlags {
  selector?: string;
  fieldSelector?: string;
  status?: string[];
  completed?: boolean;
  running?: boolean;
  resubmitted?: boolean;
  prefix?: string;
  since?: string;
  older?: string;
  chunkSize?: number;
}

/**
 * All workflows that the flags choose, page by page, newest first: those that run by creation, then the finished ones
 * by their end, as in Argo.
 *
 * @param namespace empty: all of them.
 * @param fields which parts are wanted; empty: all.
 * @throws CommandError usage, and what the server says.
 */
export async function listWorkflows(
  server: Pick<WorkflowServer, 'listWorkflows'>,
  namespace: string,
  flags: SelectionFlags,
  fields: string,
  now: Date,
): Promise<Workflow[]> {
  if (flags.completed && flags.running) throw usageError('--completed and --running cannot be used together');
  const accepts = timeFilter(flags, now);
  const workflows: Workflow[] = [];
  let from = '';
  do {
    const page = await server.listWorkflows(namespace, {
      labelSelector: labelSelector({ ...flags, phases: flags.status ?? [] }),
      fieldSelector: flags.fieldSelector ?? '',
      limit: flags.chunkSize ?? 0,
      continue: from,
      fields,
    });
    for (const workflow of page.items) if (accepts(workflow)) workflows.push(workflow);
    from = page.continue;
  } while (from !== '');
  return workflows.sort(newestFirst);
}

function timeFilter(flags: SelectionFlags, now: Date): (workflow: Workflow) => boolean {
  const prefix = flags.prefix ?? '';
  const since = flags.since === undefined ? undefined : now.getTime() - parseDuration('--since', flags.since);
  const before =
    flags.older === undefined ? undefined : now.getTime() - parseDuration('--older', flags.older);
  return ({ metadata, status }) => {
    if (!(metadata.name ?? '').startsWith(prefix)) return false;
    if (since !== undefined && timeOf(metadata.creationTimestamp) <= since) return false;
    return before === undefined || (!!status?.finishedAt && timeOf(status.finishedAt) < before);
  };
}

/** Argo's order of a list (Workflows.Less). */
export function newestFirst(left: Workflow, right: Workflow): number {
  const leftEnd = left.status?.finishedAt;
  const rightEnd = right.status?.finishedAt;
  if (!leftEnd && !rightEnd) {
    return timeOf(right.metadata.creationTimestamp) - timeOf(left.metadata.creationTimestamp);
  }
  if (!leftEnd) return -1;
  if (!rightEnd) return 1;
  return timeOf(rightEnd) - timeOf(leftEnd);
}

function timeOf(text: string | null | undefined): number {
  return text ? Date.parse(text) : 0;
}
