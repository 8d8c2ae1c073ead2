import { loadTemplates } from '@tiphys/resource-store';
import { type GrpcService, grpcService, type ServiceMethods } from '@tiphys/service-kit';
import {
  SUBMIT_OPTS_TYPE,
  toArgoJson,
  WorkflowServiceService,
  workflowListToMessage,
  workflowToMessage,
} from '@tiphys/wire/argo';
import { createWorkflow } from '../create-workflow.ts';
import { getWorkflow } from '../get-workflow.ts';
import { checkManifest, decodeManifest } from '../manifest.ts';
import type { ApiPorts } from '../ports.ts';
import { deleteWorkflow } from '../shutdown-workflow.ts';
import { type SubmitOptions, submitWorkflow } from '../submit-workflow.ts';
import { watchWorkflows } from '../watch-workflows.ts';
import { workflowLogs } from '../workflow-logs.ts';
import { pageSize, selectors, sinceVersion, wantsNodes } from './list-options.ts';
import { logOptions } from './log-options.ts';
import { receivedManifest } from './received-manifest.ts';
import { workflowOperations } from './workflow-operations.ts';

type Methods = ServiceMethods<typeof WorkflowServiceService>;

/** Argo's WorkflowService. */
export function workflowService(ports: ApiPorts): GrpcService {
  return grpcService(WorkflowServiceService, {
    ...writes(ports),
    ...workflowOperations(ports),
    ...reads(ports),
    ...streams(ports),
  });
}

function writes(ports: ApiPorts): Methods {
  return {
    createWorkflow: async ({ namespace = '', workflow, serverDryRun, createOptions }, { traceparent }) => {
      const dryRun = serverDryRun === true || (createOptions?.dryRun ?? []).length > 0;
      const json = receivedManifest(workflow);
      return workflowToMessage(await createWorkflow(ports, namespace, json, { dryRun }, traceparent));
    },
    deleteWorkflow: async ({ namespace = '', name = '', force = false }, { traceparent }) => {
      await deleteWorkflow(ports, namespace, name, traceparent, force);
      return {};
    },
    submitWorkflow: async (
      { namespace = '', resourceKind = '', resourceName = '', submitOptions },
      { traceparent },
    ) => {
      const options = submitOptions === undefined ? {} : toArgoJson(SUBMIT_OPTS_TYPE, submitOptions);
      const resource = { kind: resourceKind, name: resourceName };
      return workflowToMessage(
        await submitWorkflow(ports, namespace, resource, options as SubmitOptions, traceparent),
      );
    },
    lintWorkflow: async ({ namespace = '', workflow }) => {
      const manifest = decodeManifest(receivedManifest(workflow));
      const within = namespace || (manifest.metadata.namespace ?? '');
      const library = await loadTemplates(ports.resources, within, manifest.spec);
      checkManifest(manifest, library, { submit: false });
      return workflowToMessage(manifest);
    },
  };
}

function reads(ports: ApiPorts): Methods {
  return {
    getWorkflow: async ({ namespace = '', name = '', uid = '' }) =>
      workflowToMessage(await getWorkflow(ports, namespace, name, uid)),
    listWorkflows: async ({ namespace = '', listOptions, ...filters }) => {
      const page = await ports.status.list({
        namespace,
        ...selectors(listOptions),
        limit: pageSize(listOptions),
        continueToken: listOptions?.continue ?? '',
        includeNodes: wantsNodes(filters.fields ?? ''),
        nameFilter: filters.nameFilter ?? '',
        createdAfter: filters.createdAfter ?? '',
        finishedBefore: filters.finishedBefore ?? '',
      });
      return workflowListToMessage({
        metadata: {
          resourceVersion: String(page.version),
          ...(page.continueToken === '' ? {} : { continue: page.continueToken }),
          ...(page.remaining === 0 ? {} : { remainingItemCount: page.remaining }),
        },
        items: page.workflows,
      });
    },
  };
}

function streams(ports: ApiPorts): Methods {
  const logs: NonNullable<Methods['workflowLogs']> = (
    { namespace = '', name = '', ...request },
    { signal },
  ) =>
    workflowLogs(ports, namespace, name, logOptions(request, request.logOptions, ports.clock.now()), signal);
  return {
    watchWorkflows: async function* ({ namespace = '', listOptions }, { signal }) {
      const query = { namespace, ...selectors(listOptions), sinceVersion: sinceVersion(listOptions) };
      for await (const { type, object } of watchWorkflows(ports, query, signal)) {
        yield { type, object: workflowToMessage(object) };
      }
    },
    workflowLogs: logs,
    podLogs: logs,
  };
}
