import { type GrpcService, grpcService } from '@tiphys/service-kit';
import type { TemplateKind } from '@tiphys/spec';
import {
  ClusterWorkflowTemplateServiceService,
  type TemplateListMessage,
  type TemplateMessage,
  templateFromMessage,
  templateListToMessage,
  templateToMessage,
  templateTypeName,
  WorkflowTemplateServiceService,
} from '@tiphys/wire/argo';
import type { ApiPorts } from '../ports.ts';
import { TemplateStore } from '../template-store.ts';
import { type ListOptionsMessage, pageSize, selectors } from './list-options.ts';
import { receivedObject } from './received-manifest.ts';

/** Argo's WorkflowTemplateService. */
export function workflowTemplateService(ports: ApiPorts): GrpcService {
  const templates = new TemplateCalls(ports, 'WorkflowTemplate');
  return grpcService(WorkflowTemplateServiceService, {
    createWorkflowTemplate: ({ namespace = '', template, createOptions }) =>
      templates.create(namespace, template, createOptions),
    getWorkflowTemplate: ({ namespace = '', name = '' }) => templates.get(namespace, name),
    listWorkflowTemplates: ({ namespace = '', namePattern = '', listOptions }) =>
      templates.list(namespace, namePattern, listOptions),
    updateWorkflowTemplate: ({ namespace = '', name = '', template }) =>
      templates.update(namespace, name, template),
    deleteWorkflowTemplate: ({ namespace = '', name = '' }) => templates.delete(namespace, name),
    lintWorkflowTemplate: ({ namespace = '', template }) => templates.lint(namespace, template),
  });
}

/** Argo's ClusterWorkflowTemplateService. */
export function clusterWorkflowTemplateService(ports: ApiPorts): GrpcService {
  const templates = new TemplateCalls(ports, 'ClusterWorkflowTemplate');
  return grpcService(ClusterWorkflowTemplateServiceService, {
    createClusterWorkflowTemplate: ({ template, createOptions }) =>
      templates.create('', template, createOptions),
    getClusterWorkflowTemplate: ({ name = '' }) => templates.get('', name),
    listClusterWorkflowTemplates: ({ listOptions }) => templates.list('', '', listOptions),
    updateClusterWorkflowTemplate: ({ name = '', template }) => templates.update('', name, template),
    deleteClusterWorkflowTemplate: ({ name = '' }) => templates.delete('', name),
    lintClusterWorkflowTemplate: ({ template }) => templates.lint('', template),
  });
}

/** What both services do: messages to the store's objects, and back. */
class TemplateCalls {
  readonly #store: TemplateStore;
  readonly #kind: TemplateKind;

  constructor(ports: ApiPorts, kind: TemplateKind) {
    this.#store = new TemplateStore(ports, kind);
    this.#kind = kind;
  }

  async create(
    namespace: string,
    template: object | undefined,
    options: { dryRun?: string[] } | undefined,
  ): Promise<TemplateMessage> {
    const dryRun = (options?.dryRun ?? []).length > 0;
    return templateToMessage(
      this.#kind,
      await this.#store.create(namespace, this.#received(template), dryRun),
    );
  }

  async get(namespace: string, name: string): Promise<TemplateMessage> {
    return templateToMessage(this.#kind, await this.#store.get(namespace, name));
  }

  async list(
    namespace: string,
    namePattern: string,
    options: ListOptionsMessage | undefined,
  ): Promise<TemplateListMessage> {
    const { items, version, continueToken, remaining } = await this.#store.list({
      namespace,
      namePattern,
      ...selectors(options),
      limit: pageSize(options),
      continueToken: options?.continue ?? '',
    });
    return templateListToMessage(this.#kind, {
      metadata: {
        resourceVersion: String(version),
        ...(continueToken === '' ? {} : { continue: continueToken, remainingItemCount: remaining }),
      },
      items,
    });
  }

  async update(namespace: string, name: string, template: object | undefined): Promise<TemplateMessage> {
    return templateToMessage(this.#kind, await this.#store.update(namespace, name, this.#received(template)));
  }

  async delete(namespace: string, name: string): Promise<Record<string, never>> {
    await this.#store.delete(namespace, name);
    return {};
  }

  async lint(namespace: string, template: object | undefined): Promise<TemplateMessage> {
    return templateToMessage(this.#kind, await this.#store.lint(namespace, this.#received(template)));
  }

  #received(message: object | undefined): unknown {
    return receivedObject(templateTypeName(this.#kind), message, (received) =>
      templateFromMessage(this.#kind, received as TemplateMessage),
    );
  }
}
