import type { CronWorkflow } from '@tiphys/spec';
import {
  type CreateCronWorkflowRequest,
  type CronWorkflowMessage,
  CronWorkflowServiceService,
  cronWorkflowFromMessage,
  cronWorkflowListFromMessage,
  type DeleteCronWorkflowRequest,
  type GetCronWorkflowRequest,
  type LintCronWorkflowRequest,
  type ListCronWorkflowsRequest,
  type UpdateCronWorkflowRequest,
} from '@tiphys/wire/argo';
import type { Connection } from './connection.ts';
import { request } from './request.ts';

/** Argo's CronWorkflowService. CronWorkflows are Argo's JSON; all methods throw ClientError. */
export class CronClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async create(namespace: string, cronWorkflow: object): Promise<CronWorkflow> {
    const message = request<CreateCronWorkflowRequest>('cronworkflow.CreateCronWorkflowRequest', {
      namespace,
      cronWorkflow,
    });
    return read(await this.#connection.unary(CronWorkflowServiceService.createCronWorkflow, message));
  }

  async get(namespace: string, name: string): Promise<CronWorkflow> {
    const message: GetCronWorkflowRequest = { namespace, name, getOptions: undefined };
    return read(await this.#connection.unary(CronWorkflowServiceService.getCronWorkflow, message));
  }

  /** @param namespace empty: all of them. */
  async list(namespace: string, listOptions: { labelSelector?: string } = {}): Promise<CronWorkflow[]> {
    const message = request<ListCronWorkflowsRequest>('cronworkflow.ListCronWorkflowsRequest', {
      namespace,
      listOptions,
    });
    const list = await this.#connection.unary(CronWorkflowServiceService.listCronWorkflows, message);
    return cronWorkflowListFromMessage(list).items;
  }

  async update(namespace: string, name: string, cronWorkflow: object): Promise<CronWorkflow> {
    const message = request<UpdateCronWorkflowRequest>('cronworkflow.UpdateCronWorkflowRequest', {
      namespace,
      name,
      cronWorkflow,
    });
    return read(await this.#connection.unary(CronWorkflowServiceService.updateCronWorkflow, message));
  }

  /** Starts nothing until it is resumed. */
  async suspend(namespace: string, name: string): Promise<CronWorkflow> {
    const message = { namespace, name };
    return read(await this.#connection.unary(CronWorkflowServiceService.suspendCronWorkflow, message));
  }

  async resume(namespace: string, name: string): Promise<CronWorkflow> {
    const message = { namespace, name };
    return read(await this.#connection.unary(CronWorkflowServiceService.resumeCronWorkflow, message));
  }

  async delete(namespace: string, name: string): Promise<void> {
    const message: DeleteCronWorkflowRequest = { namespace, name, deleteOptions: undefined };
    await this.#connection.unary(CronWorkflowServiceService.deleteCronWorkflow, message);
  }

  /** Has the server check a manifest; nothing is stored. */
  async lint(namespace: string, cronWorkflow: object): Promise<CronWorkflow> {
    const message = request<LintCronWorkflowRequest>('cronworkflow.LintCronWorkflowRequest', {
      namespace,
      cronWorkflow,
    });
    return read(await this.#connection.unary(CronWorkflowServiceService.lintCronWorkflow, message));
  }
}

function read(message: CronWorkflowMessage): CronWorkflow {
  return cronWorkflowFromMessage(message);
}
