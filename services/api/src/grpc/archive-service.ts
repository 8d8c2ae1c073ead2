import { type GrpcService, grpcService } from '@tiphys/service-kit';
import { ArchivedWorkflowServiceService, workflowListToMessage, workflowToMessage } from '@tiphys/wire/argo';
import {
  archivedLabelValues,
  deleteArchived,
  getArchived,
  listArchived,
  resubmitArchived,
} from '../archived-workflows.ts';
import type { ApiPorts } from '../ports.ts';
import { retryArchived } from '../retry-archived.ts';
import { pageSize, selectors } from './list-options.ts';

/** Argo's ArchivedWorkflowService. */
export function archivedWorkflowService(ports: ApiPorts): GrpcService {
  return grpcService(ArchivedWorkflowServiceService, {
    listArchivedWorkflows: async ({ namespace = '', namePrefix = '', nameFilter = '', listOptions }) => {
      const { items, continueToken, remaining } = await listArchived(ports, {
        namespace,
        namePrefix,
        nameFilter,
        ...selectors(listOptions),
        limit: pageSize(listOptions),
        continueToken: listOptions?.continue ?? '',
      });
      return workflowListToMessage({
        metadata: {
          ...(continueToken === '' ? {} : { continue: continueToken }),
          ...(remaining === 0 ? {} : { remainingItemCount: remaining }),
        },
        items,
      });
    },
    getArchivedWorkflow: async ({ uid = '', namespace = '', name = '' }) =>
      workflowToMessage(await getArchived(ports, { uid, namespace, name })),
    deleteArchivedWorkflow: async ({ uid = '', namespace = '', name = '' }) => {
      await deleteArchived(ports, { uid, namespace, name });
      return {};
    },
    listArchivedWorkflowLabelKeys: async () => ({ items: await ports.status.archive.labels('') }),
    listArchivedWorkflowLabelValues: async ({ listOptions }) => ({
      items: await archivedLabelValues(ports, listOptions?.labelSelector ?? ''),
    }),
    retryArchivedWorkflow: async (
      { uid = '', namespace = '', name = '', restartSuccessful = false, nodeFieldSelector = '', parameters },
      { traceparent },
    ) => {
      const options = { restartSuccessful, nodeFieldSelector, parameters };
      return workflowToMessage(await retryArchived(ports, { uid, namespace, name }, options, traceparent));
    },
    resubmitArchivedWorkflow: async (
      { uid = '', namespace = '', name = '', memoized = false, parameters },
      { traceparent },
    ) =>
      workflowToMessage(
        await resubmitArchived(ports, { uid, namespace, name }, { memoized, parameters }, traceparent),
      ),
  });
}
