import type { ServiceMethods } from '@tiphys/service-kit';
import { type WorkflowServiceService, workflowToMessage } from '@tiphys/wire/argo';
import { changeWorkflow } from '../decide-about.ts';
import { parameterOverrides } from '../parameter-overrides.ts';
import type { ApiPorts } from '../ports.ts';
import { resubmitWorkflow } from '../resubmit-workflow.ts';
import { setNodesCommand } from '../set-workflow.ts';
import { shutdownWorkflow } from '../shutdown-workflow.ts';

type Methods = ServiceMethods<typeof WorkflowServiceService>;

/** What people do to a workflow that is there. */
export function workflowOperations(ports: ApiPorts): Methods {
  return {
    suspendWorkflow: async ({ namespace = '', name = '' }, { traceparent }) =>
      workflowToMessage(
        await changeWorkflow(ports, { type: 'suspendWorkflow' }, namespace, name, traceparent),
      ),
    resumeWorkflow: async ({ namespace = '', name = '', nodeFieldSelector = '' }, { traceparent }) => {
      const command = { type: 'resumeWorkflow', nodeFieldSelector } as const;
      return workflowToMessage(await changeWorkflow(ports, command, namespace, name, traceparent));
    },
    setWorkflow: async ({ namespace = '', name = '', ...request }, { traceparent }) => {
      const { nodeFieldSelector = '', phase = '', message = '', outputParameters = '' } = request;
      const command = setNodesCommand({ nodeFieldSelector, phase, message, outputParameters });
      return workflowToMessage(await changeWorkflow(ports, command, namespace, name, traceparent));
    },
    // A message is for the nodes that a selector chooses; without one Argo ignores it.
    stopWorkflow: async (
      { namespace = '', name = '', nodeFieldSelector = '', message = '' },
      { traceparent },
    ) => {
      if (nodeFieldSelector === '') {
        return workflowToMessage(await shutdownWorkflow(ports, 'stopWorkflow', namespace, name, traceparent));
      }
      const request = { nodeFieldSelector, phase: 'Failed', message, outputParameters: '' };
      const command = setNodesCommand(request);
      return workflowToMessage(await changeWorkflow(ports, command, namespace, name, traceparent));
    },
    retryWorkflow: async ({ namespace = '', name = '', parameters, ...request }, { traceparent }) => {
      const { restartSuccessful = false, nodeFieldSelector = '' } = request;
      const command = {
        type: 'retryWorkflow',
        restartSuccessful,
        nodeFieldSelector,
        parameters: parameterOverrides(parameters),
      } as const;
      return workflowToMessage(await changeWorkflow(ports, command, namespace, name, traceparent));
    },
    resubmitWorkflow: async ({ namespace = '', name = '', memoized = false, parameters }, { traceparent }) =>
      workflowToMessage(
        await resubmitWorkflow(ports, namespace, name, { memoized, parameters }, traceparent),
      ),
    terminateWorkflow: async ({ namespace = '', name = '' }, { traceparent }) =>
      workflowToMessage(await shutdownWorkflow(ports, 'terminateWorkflow', namespace, name, traceparent)),
  };
}
