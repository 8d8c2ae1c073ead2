import { ClientError, type CronClient } from '@tiphys/client';
import type { CronWorkflow } from '@tiphys/spec';

/** CronWorkflows in memory, for tests of commands. */
export class MemoryCrons implements Pick<CronClient, keyof CronClient> {
  readonly kept = new Map<string, CronWorkflow>();
  readonly lists: object[] = [];
  lintRefusal: Error | undefined;

  async create(namespace: string, manifest: object): Promise<CronWorkflow> {
    const { metadata, spec } = manifest as CronWorkflow;
    const created = { metadata: { ...metadata, namespace, creationTimestamp: '2026-01-01T00:00:00Z' }, spec };
    this.kept.set(metadata.name ?? '', created);
    return created;
  }

  async get(_namespace: string, name: string): Promise<CronWorkflow> {
    const found = this.kept.get(name);
    if (found === undefined)
      throw new ClientError('not_found', `cronworkflows.argoproj.io "${name}" not found`);
    return found;
  }

  async list(namespace: string, options: object = {}): Promise<CronWorkflow[]> {
    this.lists.push({ namespace, ...options });
    return [...this.kept.values()];
  }

  async update(namespace: string, name: string, manifest: object): Promise<CronWorkflow> {
    await this.get(namespace, name);
    return this.create(namespace, manifest);
  }

  suspend(namespace: string, name: string): Promise<CronWorkflow> {
    return this.#switch(namespace, name, true);
  }

  resume(namespace: string, name: string): Promise<CronWorkflow> {
    return this.#switch(namespace, name, false);
  }

  async delete(namespace: string, name: string): Promise<void> {
    await this.get(namespace, name);
    this.kept.delete(name);
  }

  async lint(_namespace: string, manifest: object): Promise<CronWorkflow> {
    if (this.lintRefusal !== undefined) throw this.lintRefusal;
    return manifest as CronWorkflow;
  }

  async #switch(namespace: string, name: string, suspend: boolean): Promise<CronWorkflow> {
    const found = await this.get(namespace, name);
    const switched = { ...found, spec: { ...found.spec, suspend } };
    this.kept.set(name, switched);
    return switched;
  }
}
