import type { Workflow } from '@tiphys/spec';
import { workflowListFromMessage } from '@tiphys/wire/argo';
import type { WorkflowPage } from './workflow-requests.ts';

/** One page of a list, live or archived; what the server leaves out is empty. */
export function workflowPage(list: Parameters<typeof workflowListFromMessage>[0]): WorkflowPage<Workflow> {
  const { metadata, items } = workflowListFromMessage(list);
  return {
    items,
    continue: metadata.continue ?? '',
    remaining: metadata.remainingItemCount ?? 0,
    resourceVersion: metadata.resourceVersion ?? '',
  };
}
