import type { CronWorkflow as CronWorkflowManifest } from '@tiphys/spec';
import type { CronWorkflow, CronWorkflowList } from '../gen/argo/v1alpha1/cron_workflow.ts';
import { ownMessage, PACKAGE, type Page, pageFromMessage } from './argo-object.ts';
import { toArgoJson } from './to-json.ts';

export const CRON_WORKFLOW_TYPE = `${PACKAGE}.CronWorkflow`;
const LIST_TYPE = `${PACKAGE}.CronWorkflowList`;

export type CronWorkflowMessage = CronWorkflow;

export type CronWorkflowPage = Page<CronWorkflowManifest>;

/** @throws WireError where it is none of Argo's: our own mistake. */
export function cronWorkflowToMessage(cronWorkflow: CronWorkflowManifest): CronWorkflow {
  return ownMessage(CRON_WORKFLOW_TYPE, cronWorkflow);
}

export function cronWorkflowListToMessage(page: CronWorkflowPage): CronWorkflowList {
  return ownMessage(LIST_TYPE, page);
}

/** As Argo's JSON. @throws WireError where the message holds raw JSON that is none. */
export function cronWorkflowFromMessage(message: CronWorkflow): CronWorkflowManifest {
  return toArgoJson(CRON_WORKFLOW_TYPE, message) as CronWorkflowManifest;
}

export function cronWorkflowListFromMessage(message: CronWorkflowList): CronWorkflowPage {
  return pageFromMessage(LIST_TYPE, message);
}
