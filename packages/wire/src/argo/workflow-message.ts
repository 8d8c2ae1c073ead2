import type { Workflow as WorkflowManifest } from '@tiphys/spec';
import type { Workflow, WorkflowList } from '../gen/argo/v1alpha1/workflow.ts';
import { ownMessage, PACKAGE, type Page, pageFromMessage } from './argo-object.ts';
import { toArgoJson } from './to-json.ts';

export const WORKFLOW_TYPE = `${PACKAGE}.Workflow`;
export const SUBMIT_OPTS_TYPE = `${PACKAGE}.SubmitOpts`;
export const WORKFLOW_LIST_TYPE = `${PACKAGE}.WorkflowList`;

/** A page of workflows, as Argo's JSON has it. */
export type WorkflowPage = Page<WorkflowManifest>;

/**
 * One of our own workflows as a message; apiVersion and kind have no place in it.
 *
 * @throws WireError where it is no workflow of Argo's: our own mistake.
 */
export function workflowToMessage(workflow: WorkflowManifest): Workflow {
  return ownMessage(WORKFLOW_TYPE, workflow);
}

export function workflowListToMessage(page: WorkflowPage): WorkflowList {
  return ownMessage(WORKFLOW_LIST_TYPE, page);
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
  return pageFromMessage(WORKFLOW_LIST_TYPE, message);
}
