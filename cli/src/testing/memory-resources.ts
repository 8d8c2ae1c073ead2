import { ClientError, type DataKind, type DataObject, type ResourceClient } from '@tiphys/client';

/** ConfigMaps and Secrets in memory, for tests of commands. */
export class MemoryResources implements Pick<ResourceClient, keyof ResourceClient> {
  /** What was sent, by kind, namespace and name. */
  readonly sent = new Map<string, Record<string, unknown>>();

  async create(namespace: string, kind: DataKind, manifest: object): Promise<DataObject> {
    const id = idOf(namespace, kind, nameOf(manifest));
    if (this.sent.has(id)) throw new ClientError('already_exists', `${id} already exists`);
    return (await this.apply(namespace, kind, manifest)).object;
  }

  async apply(namespace: string, kind: DataKind, manifest: object) {
    const id = idOf(namespace, kind, nameOf(manifest));
    const created = !this.sent.has(id);
    this.sent.set(id, manifest as Record<string, unknown>);
    return { object: this.#answer(id), created };
  }

  async get(namespace: string, kind: DataKind, name: string): Promise<DataObject> {
    return this.#answer(idOf(namespace, kind, name));
  }

  async list(namespace: string, kind: DataKind): Promise<DataObject[]> {
    const prefix = namespace === '' ? `${kind} ` : `${kind} ${namespace}/`;
    return [...this.sent.keys()].filter((id) => id.startsWith(prefix)).map((id) => this.#answer(id));
  }

  async delete(namespace: string, kind: DataKind, name: string): Promise<void> {
    const id = idOf(namespace, kind, name);
    if (!this.sent.delete(id)) throw new ClientError('not_found', `${id} not found`);
  }

  #answer(id: string): DataObject {
    const manifest = this.sent.get(id);
    if (manifest === undefined) throw new ClientError('not_found', `${id} not found`);
    const kind = id.startsWith('Secret ') ? 'Secret' : 'ConfigMap';
    const namespace = id.slice(kind.length + 1, id.indexOf('/'));
    const metadata = {
      ...(manifest.metadata as object),
      namespace,
      creationTimestamp: '2026-01-01T00:00:00Z',
    };
    const { data = {}, ...rest } = manifest as { data?: Record<string, string> };
    const shown =
      kind === 'Secret' ? Object.fromEntries(Object.keys(data).map((key) => [key, null])) : { ...data };
    return { ...rest, apiVersion: 'v1', kind, metadata, data: shown } as DataObject;
  }
}

function idOf(namespace: string, kind: DataKind, name: string): string {
  return `${kind} ${namespace}/${name}`;
}

function nameOf(manifest: object): string {
  return (manifest as { metadata?: { name?: string } }).metadata?.name ?? '';
}
