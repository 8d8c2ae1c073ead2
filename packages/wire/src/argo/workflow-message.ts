import { formatPath, type Workflow as WorkflowManifest } from '@tiphys/spec';
import type { Workflow, WorkflowList } from '../gen/argo/v1alpha1/workflow.ts';
import { WireError } from '../wire-error.ts';
import { fromArgoJson } from './from-json.ts';
import { toArgoJson } from './to-json.ts';

const PACKAGE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1';
export const WORKFLOW_TYPE = `${PACKAGE}.Workflow`;
export const SUBMIT_OPTS_TYPE = `${PACKAGE}.SubmitOpts`;
export const WORKFLOW_LIST_TYPE = `${PACKAGE}.WorkflowList`;

/** A page of workflows, as Argo's JSON has it. */
export interface WorkflowPage {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: WorkflowManifest[];
}

/**
 * One of our own workflows as a message; apiVersion and kind have no place in it.
 *
 * @throws WireError where it is no workflow of Argo's: our own mistake.
 */
export function workflowToMessage(workflow: WorkflowManifest): Workflow {
  return own(WORKFLOW_TYPE, workflow);
}

export function workflowListToMessage(page: WorkflowPage): WorkflowList {
  return own(WORKFLOW_LIST_TYPE, page);
}

/**
 * A workflow as Argo's JSON. What came from outside may have more than our types know; whoever takes it from a
 * client has it validated.
 *
 * @throws WireError where the message holds raw JSON that is none.
 */
export function workflowFromMessage(message: Workflow): WorkflowManifest {
  return toArgoJson(WORKFLOW_TYPE, message) as WorkflowManifest;
}

export function workflowListFromMessage(message: WorkflowList): WorkflowPage {
  const { metadata, items } = toArgoJson(WORKFLOW_LIST_TYPE, message) as WorkflowPage;
  return { metadata, items: items ?? [] };
}

function own<T extends object>(typeName: string, json: unknown): T {
  const result = fromArgoJson<T>(typeName, json, { unknownFields: 'refuse' });
  if (result.ok) return result.message;
  const reasons = result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new WireError(typeName, reasons.join('; '));
}
