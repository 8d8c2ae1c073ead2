import type { TemplateKind, WorkflowTemplate } from '@tiphys/spec';
import {
  ClusterWorkflowTemplateServiceService,
  type TemplateListMessage,
  type TemplateMessage,
  templateFromMessage,
  templateListFromMessage,
  WorkflowTemplateServiceService,
} from '@tiphys/wire/argo';
import type { Connection, Method } from './connection.ts';
import { request } from './request.ts';
import type { WorkflowPage } from './workflow-requests.ts';

export interface TemplateListOptions {
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
}

type AnyMethod<Response extends object> = Method<never, Response>;

interface TemplateMethods {
  requests: string;
  create: AnyMethod<TemplateMessage>;
  get: AnyMethod<TemplateMessage>;
  list: AnyMethod<TemplateListMessage>;
  update: AnyMethod<TemplateMessage>;
  delete: AnyMethod<object>;
  lint: AnyMethod<TemplateMessage>;
}

const METHODS: Record<TemplateKind, TemplateMethods> = {
  WorkflowTemplate: {
    requests: 'workflowtemplate.WorkflowTemplate',
    create: WorkflowTemplateServiceService.createWorkflowTemplate,
    get: WorkflowTemplateServiceService.getWorkflowTemplate,
    list: WorkflowTemplateServiceService.listWorkflowTemplates,
    update: WorkflowTemplateServiceService.updateWorkflowTemplate,
    delete: WorkflowTemplateServiceService.deleteWorkflowTemplate,
    lint: WorkflowTemplateServiceService.lintWorkflowTemplate,
  },
  ClusterWorkflowTemplate: {
    requests: 'clusterworkflowtemplate.ClusterWorkflowTemplate',
    create: ClusterWorkflowTemplateServiceService.createClusterWorkflowTemplate,
    get: ClusterWorkflowTemplateServiceService.getClusterWorkflowTemplate,
    list: ClusterWorkflowTemplateServiceService.listClusterWorkflowTemplates,
    update: ClusterWorkflowTemplateServiceService.updateClusterWorkflowTemplate,
    delete: ClusterWorkflowTemplateServiceService.deleteClusterWorkflowTemplate,
    lint: ClusterWorkflowTemplateServiceService.lintClusterWorkflowTemplate,
  },
};

/**
 * Argo's WorkflowTemplateService, or ClusterWorkflowTemplateService, which has no namespaces: there they are not
 * looked at. Templates are Argo's JSON; all methods throw ClientError.
 */
export class TemplateClient {
  readonly #connection: Connection;
  readonly #kind: TemplateKind;
  readonly #methods: TemplateMethods;

  constructor(connection: Connection, kind: TemplateKind) {
    this.#connection = connection;
    this.#kind = kind;
    this.#methods = METHODS[kind];
  }

  create(namespace: string, template: object): Promise<WorkflowTemplate> {
    return this.#template(this.#methods.create, 'CreateRequest', { ...this.#within(namespace), template });
  }

  get(namespace: string, name: string): Promise<WorkflowTemplate> {
    return this.#template(this.#methods.get, 'GetRequest', { ...this.#within(namespace), name });
  }

  /** @param namespace empty: all of them. */
  async list(
    namespace: string,
    listOptions: TemplateListOptions = {},
  ): Promise<WorkflowPage<WorkflowTemplate>> {
    const json = { ...this.#within(namespace), listOptions };
    const list = await this.#call(this.#methods.list, 'ListRequest', json);
    const { metadata, items } = templateListFromMessage(this.#kind, list);
    return {
      items,
      continue: metadata.continue ?? '',
      remaining: metadata.remainingItemCount ?? 0,
      resourceVersion: metadata.resourceVersion ?? '',
    };
  }

  /** Replaces the version that the template names in its metadata; without one, whichever there is. */
  update(namespace: string, name: string, template: object): Promise<WorkflowTemplate> {
    const json = { ...this.#within(namespace), name, template };
    return this.#template(this.#methods.update, 'UpdateRequest', json);
  }

  async delete(namespace: string, name: string): Promise<void> {
    await this.#call(this.#methods.delete, 'DeleteRequest', { ...this.#within(namespace), name });
  }

  /** Has the server check a manifest; nothing is stored. */
  lint(namespace: string, template: object): Promise<WorkflowTemplate> {
    return this.#template(this.#methods.lint, 'LintRequest', { ...this.#within(namespace), template });
  }

  async #template(
    method: AnyMethod<TemplateMessage>,
    requestName: string,
    json: Record<string, unknown>,
  ): Promise<WorkflowTemplate> {
    return templateFromMessage(this.#kind, await this.#call(method, requestName, json));
  }

  #call<Response extends object>(
    method: AnyMethod<Response>,
    requestName: string,
    json: Record<string, unknown>,
  ): Promise<Response> {
    const message = request<never>(`${this.#methods.requests}${requestName}`, json);
    return this.#connection.unary(method, message);
  }

  #within(namespace: string): { namespace?: string } {
    return this.#kind === 'WorkflowTemplate' ? { namespace } : {};
  }
}
