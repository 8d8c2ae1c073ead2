import type { Workflow } from '@tiphys/spec';
import {
  ArchivedWorkflowServiceService,
  type ListArchivedWorkflowLabelValuesRequest,
  type ListArchivedWorkflowsRequest,
  workflowFromMessage,
} from '@tiphys/wire/argo';
import type { Connection } from './connection.ts';
import { request } from './request.ts';
import { workflowPage } from './workflow-page.ts';
import type { RetryOptions, WorkflowPage } from './workflow-requests.ts';

export interface ArchiveListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  namePrefix?: string;
  /** Exact, Contains, Prefix, NotEquals: how a name in the field selector is meant. */
  nameFilter?: string;
  limit?: number;
  continue?: string;
}

/** Argo's ArchivedWorkflowService. Workflows are Argo's JSON; all methods throw ClientError. */
export class ArchiveClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @param namespace empty: all of them. */
  async list(
    namespace: string,
    { namePrefix, nameFilter, ...listOptions }: ArchiveListOptions = {},
  ): Promise<WorkflowPage<Workflow>> {
    const message = request<ListArchivedWorkflowsRequest>('workflowarchive.ListArchivedWorkflowsRequest', {
      namespace,
      namePrefix,
      nameFilter,
      listOptions,
    });
    const list = await this.#connection.unary(ArchivedWorkflowServiceService.listArchivedWorkflows, message);
    return workflowPage(list);
  }

  async get(uid: string): Promise<Workflow> {
    const message = { uid, namespace: '', name: '' };
    return workflowFromMessage(
      await this.#connection.unary(ArchivedWorkflowServiceService.getArchivedWorkflow, message),
    );
  }

  async delete(uid: string): Promise<void> {
    const message = { uid, namespace: '', name: '' };
    await this.#connection.unary(ArchivedWorkflowServiceService.deleteArchivedWorkflow, message);
  }

  async labelKeys(): Promise<string[]> {
    const method = ArchivedWorkflowServiceService.listArchivedWorkflowLabelKeys;
    return (await this.#connection.unary(method, { namespace: '' })).items;
  }

  /** @param selector a key of labels. */
  async labelValues(selector: string): Promise<string[]> {
    const message = request<ListArchivedWorkflowLabelValuesRequest>(
      'workflowarchive.ListArchivedWorkflowLabelValuesRequest',
      { listOptions: { labelSelector: selector } },
    );
    const method = ArchivedWorkflowServiceService.listArchivedWorkflowLabelValues;
    return (await this.#connection.unary(method, message)).items;
  }

  async resubmit(
    namespace: string,
    uid: string,
    { memoized = false, parameters = [] }: { memoized?: boolean; parameters?: string[] } = {},
  ): Promise<Workflow> {
    const message = { uid, name: '', namespace, memoized, parameters };
    return workflowFromMessage(
      await this.#connection.unary(ArchivedWorkflowServiceService.resubmitArchivedWorkflow, message),
    );
  }

  async retry(
    namespace: string,
    uid: string,
    { restartSuccessful = false, nodeFieldSelector = '', parameters = [] }: RetryOptions = {},
  ): Promise<Workflow> {
    const message = {
      uid,
      name: '',
      namespace,
      restartSuccessful,
      nodeFieldSelector,
      parameters: [...parameters],
    };
    return workflowFromMessage(
      await this.#connection.unary(ArchivedWorkflowServiceService.retryArchivedWorkflow, message),
    );
  }
}
