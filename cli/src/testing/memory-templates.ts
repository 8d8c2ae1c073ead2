import { ClientError } from '@tiphys/client';
import type { TemplateKind, WorkflowTemplate } from '@tiphys/spec';
import type { TemplateServer } from '../workflow-server.ts';

/** The templates of a server in memory, a page of two at a time. */
export class MemoryTemplates implements TemplateServer {
  readonly #kind: TemplateKind;
  readonly #calls: string[];
  readonly #templates = new Map<string, WorkflowTemplate>();
  readonly #needs = new Map<string, string>();
  #version = 0;

  constructor(kind: TemplateKind, calls: string[]) {
    this.#kind = kind;
    this.#calls = calls;
  }

  async create(namespace: string, manifest: object): Promise<WorkflowTemplate> {
    return this.#put('create', namespace, manifest as WorkflowTemplate);
  }

  /** Refuses one template as long as the other, which it refers to, is not there. */
  refuseUntil(name: string, other: string): void {
    this.#needs.set(name, other);
  }

  async update(namespace: string, name: string, manifest: object): Promise<WorkflowTemplate> {
    await this.get(namespace, name);
    return this.#put('update', namespace, manifest as WorkflowTemplate);
  }

  async get(_namespace: string, name: string): Promise<WorkflowTemplate> {
    const found = this.#templates.get(name);
    if (found === undefined) throw this.#notFound(name);
    return found;
  }

  async list(namespace: string, options: { continue?: string; labelSelector?: string } = {}) {
    this.#calls.push(`list ${this.#kind} ${namespace} ${options.labelSelector ?? ''}`);
    const all = [...this.#templates.values()];
    const start = Number(options.continue || 0);
    const next = start + 2 < all.length ? String(start + 2) : '';
    return { items: all.slice(start, start + 2), continue: next, remaining: 0, resourceVersion: '1' };
  }

  async delete(_namespace: string, name: string): Promise<void> {
    if (!this.#templates.delete(name)) throw this.#notFound(name);
  }

  async lint(namespace: string, manifest: object): Promise<WorkflowTemplate> {
    const template = manifest as WorkflowTemplate;
    this.#calls.push(`lint ${this.#kind} ${namespace}/${template.metadata.name}`);
    return template;
  }

  #put(call: string, namespace: string, template: WorkflowTemplate): WorkflowTemplate {
    const { name = '', resourceVersion } = template.metadata;
    const needed = this.#needs.get(name);
    if (needed !== undefined && !this.#templates.has(needed)) {
      throw new ClientError('invalid_argument', `template reference ${needed} not found`);
    }
    this.#calls.push(`${call} ${this.#kind} ${namespace}/${name} ${resourceVersion ?? ''}`.trimEnd());
    this.#version += 1;
    const within = this.#kind === 'WorkflowTemplate' ? { namespace } : {};
    const stored = {
      ...template,
      metadata: {
        ...template.metadata,
        ...within,
        creationTimestamp: '2026-01-01T00:00:00Z',
        resourceVersion: String(this.#version),
      },
    };
    this.#templates.set(name, stored);
    return stored;
  }

  #notFound(name: string): Error {
    return new ClientError('not_found', `${this.#kind.toLowerCase()}s.argoproj.io "${name}" not found`);
  }
}
