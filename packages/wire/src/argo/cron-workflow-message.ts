import { type CronWorkflow as CronWorkflowManifest, formatPath } from '@tiphys/spec';
import type { CronWorkflow, CronWorkflowList } from '../gen/argo/v1alpha1/cron_workflow.ts';
import { WireError } from '../wire-error.ts';
import { fromArgoJson } from './from-json.ts';
import { toArgoJson } from './to-json.ts';

const PACKAGE = 'github.com.argoproj.argo_workflows.v4.pkg.apis.workflow.v1alpha1';
export const CRON_WORKFLOW_TYPE = `${PACKAGE}.CronWorkflow`;
const LIST_TYPE = `${PACKAGE}.CronWorkflowList`;

export type CronWorkflowMessage = CronWorkflow;

export interface CronWorkflowPage {
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number };
  items: CronWorkflowManifest[];
}

/** @throws WireError where it is none of Argo's: our own mistake. */
export function cronWorkflowToMessage(cronWorkflow: CronWorkflowManifest): CronWorkflow {
  return own(CRON_WORKFLOW_TYPE, cronWorkflow);
}

export function cronWorkflowListToMessage(page: CronWorkflowPage): CronWorkflowList {
  return own(LIST_TYPE, page);
}

/** As Argo's JSON. @throws WireError where the message holds raw JSON that is none. */
export function cronWorkflowFromMessage(message: CronWorkflow): CronWorkflowManifest {
  return toArgoJson(CRON_WORKFLOW_TYPE, message) as CronWorkflowManifest;
}

export function cronWorkflowListFromMessage(message: CronWorkflowList): CronWorkflowPage {
  const { metadata, items } = toArgoJson(LIST_TYPE, message) as CronWorkflowPage;
  return { metadata, items: items ?? [] };
}

function own<T extends object>(typeName: string, json: unknown): T {
  const result = fromArgoJson<T>(typeName, json, { unknownFields: 'refuse' });
  if (result.ok) return result.message;
  const reasons = result.problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
  throw new WireError(typeName, reasons.join('; '));
}
