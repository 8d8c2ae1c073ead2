import { type GrpcService, grpcService } from '@tiphys/service-kit';
import {
  CRON_WORKFLOW_TYPE,
  type CronWorkflowMessage,
  CronWorkflowServiceService,
  cronWorkflowFromMessage,
  cronWorkflowListToMessage,
  cronWorkflowToMessage,
} from '@tiphys/wire/argo';
import { CronStore } from '../cron-store.ts';
import type { ApiPorts } from '../ports.ts';
import { selectors } from './list-options.ts';
import { receivedObject } from './received-manifest.ts';

/** Argo's CronWorkflowService. */
export function cronWorkflowService(ports: ApiPorts): GrpcService {
  const crons = new CronStore(ports);
  return grpcService(CronWorkflowServiceService, {
    lintCronWorkflow: async ({ namespace = '', cronWorkflow }) =>
      cronWorkflowToMessage(await crons.lint(namespace, received(cronWorkflow))),
    createCronWorkflow: async ({ namespace = '', cronWorkflow, createOptions }) => {
      const dryRun = (createOptions?.dryRun ?? []).length > 0;
      return cronWorkflowToMessage(await crons.create(namespace, received(cronWorkflow), dryRun));
    },
    getCronWorkflow: async ({ namespace = '', name = '' }) =>
      cronWorkflowToMessage(await crons.get(namespace, name)),
    listCronWorkflows: async ({ namespace = '', listOptions }) => {
      const { items, version } = await crons.list(namespace, selectors(listOptions));
      return cronWorkflowListToMessage({ metadata: { resourceVersion: String(version) }, items });
    },
    updateCronWorkflow: async ({ namespace = '', name = '', cronWorkflow }) =>
      cronWorkflowToMessage(await crons.update(namespace, name, received(cronWorkflow))),
    suspendCronWorkflow: async ({ namespace = '', name = '' }) =>
      cronWorkflowToMessage(await crons.setSuspended(namespace, name, true)),
    resumeCronWorkflow: async ({ namespace = '', name = '' }) =>
      cronWorkflowToMessage(await crons.setSuspended(namespace, name, false)),
    deleteCronWorkflow: async ({ namespace = '', name = '' }) => {
      await crons.delete(namespace, name);
      return {};
    },
  });
}

function received(message: CronWorkflowMessage | undefined): unknown {
  return receivedObject(CRON_WORKFLOW_TYPE, message, (given) =>
    cronWorkflowFromMessage(given as CronWorkflowMessage),
  );
}
