import { type GrpcService, grpcService, type ServiceMethods } from '@tiphys/service-kit';
import { WorkflowServiceService, workflowListToMessage, workflowToMessage } from '@tiphys/wire/argo';
import { createWorkflow } from '../create-workflow.ts';
import { ApiError } from '../errors.ts';
import { getWorkflow } from '../get-workflow.ts';
import { readManifest } from '../manifest.ts';
import type { ApiPorts } from '../ports.ts';
import { deleteWorkflow } from '../shutdown-workflow.ts';
import { watchWorkflows } from '../watch-workflows.ts';
import { workflowLogs } from '../workflow-logs.ts';
import { pageSize, selectors, sinceVersion, wantsNodes } from './list-options.ts';
import { logOptions } from './log-options.ts';
import { receivedManifest } from './received-manifest.ts';
import { workflowOperations } from './workflow-operations.ts';

type Methods = ServiceMethods<typeof WorkflowServiceService>;

/** Argo's WorkflowService. Methods that Tiphys does not have yet say so. */
export function workflowService(ports: ApiPorts): GrpcService {
  return grpcService(WorkflowServiceService, {
    ...writes(ports),
    ...workflowOperations(ports),
    ...reads(ports),
    ...streams(ports),
    ...notYet(),
  });
}

function writes(ports: ApiPorts): Methods {
  return {
    createWorkflow: async ({ namespace = '', workflow, serverDryRun, createOptions }, { traceparent }) => {
      const dryRun = serverDryRun === true || (createOptions?.dryRun ?? []).length > 0;
      const json = receivedManifest(workflow);
      return workflowToMessage(await createWorkflow(ports, namespace, json, { dryRun }, traceparent));
    },
    deleteWorkflow: async ({ namespace = '', name = '' }, { traceparent }) => {
      await deleteWorkflow(ports, namespace, name, traceparent);
      return {};
    },
    lintWorkflow: async ({ workflow }) =>
      workflowToMessage(readManifest(receivedManifest(workflow), { submit: false })),
  };
}

function reads(ports: ApiPorts): Methods {
  return {
    getWorkflow: async ({ namespace = '', name = '', uid = '' }) =>
      workflowToMessage(await getWorkflow(ports, namespace, name, uid)),
    listWorkflows: async ({ namespace = '', listOptions, ...filters }) => {
      refuseOption('nameFilter', filters.nameFilter);
      refuseOption('createdAfter', filters.createdAfter);
      refuseOption('finishedBefore', filters.finishedBefore);
      const page = await ports.status.list({
        namespace,
        ...selectors(listOptions),
        limit: pageSize(listOptions),
        continueToken: listOptions?.continue ?? '',
        includeNodes: wantsNodes(filters.fields ?? ''),
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

/** Argo's other methods, each refused by its name. */
function notYet(): Methods {
  const refuse = (method: string) => () =>
    Promise.reject<never>(new ApiError('unimplemented', `${method}: not supported yet`));
  return {
    retryWorkflow: refuse('RetryWorkflow'),
    resubmitWorkflow: refuse('ResubmitWorkflow'),
    submitWorkflow: refuse('SubmitWorkflow'),
  };
}

function refuseOption(name: string, value: string | undefined): void {
  if ((value ?? '') !== '') throw new ApiError('unimplemented', `${name}: not supported yet`);
}
