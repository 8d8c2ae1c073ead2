import { ResourceStoreError } from '../errors.ts';
import { compareKeys, keyName } from '../key-name.ts';
import type {
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceKind,
  ResourceStore,
} from '../resource-store.ts';

/** As the local broker is set up: 8 MiB. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Objects in memory, as durable as the object; for simulations and tests. */
export class MemoryResourceStore implements ResourceStore {
  readonly #resources = new Map<string, Resource>();
  readonly #watchers = new Set<(change: ResourceChange) => void>();
  readonly #maxBytes: number;
  #revision = 0;

  constructor(options: { maxBytes?: number } = {}) {
    this.#maxBytes = options.maxBytes ?? MAX_BYTES;
  }

  async get(key: ResourceKey, signal?: AbortSignal): Promise<Resource | undefined> {
    signal?.throwIfAborted();
    const found = this.#resources.get(idOf(key));
    return found === undefined ? undefined : { ...found };
  }

  async list(kind: ResourceKind, namespace?: string, signal?: AbortSignal): Promise<Resource[]> {
    signal?.throwIfAborted();
    return [...this.#resources.values()]
      .filter((one) => one.kind === kind && (namespace === undefined || one.namespace === namespace))
      .sort(compareKeys)
      .map((one) => ({ ...one }));
  }

  async create(key: ResourceKey, body: string, signal?: AbortSignal): Promise<number | undefined> {
    signal?.throwIfAborted();
    if (this.#resources.has(idOf(key))) return undefined;
    return this.#write(key, body);
  }

  async update(
    key: ResourceKey,
    body: string,
    revision: number,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    signal?.throwIfAborted();
    if (this.#resources.get(idOf(key))?.revision !== revision) return undefined;
    return this.#write(key, body);
  }

  async delete(key: ResourceKey, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    if (!this.#resources.delete(idOf(key))) return false;
    this.#revision += 1;
    this.#tell({ ...plain(key), revision: this.#revision, body: undefined });
    return true;
  }

  async lastRevision(signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted();
    return this.#revision;
  }

  async watch(
    onChange: (change: ResourceChange) => void,
    onCaughtUp: (revision: number) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const ended = Promise.withResolvers<void>();
    const onAbort = (): void => ended.resolve();
    signal.addEventListener('abort', onAbort, { once: true });
    const tell = (change: ResourceChange): void => {
      if (!signal.aborted) onChange({ ...change });
    };
    for (const resource of [...this.#resources.values()].sort((a, b) => a.revision - b.revision))
      tell(resource);
    this.#watchers.add(tell);
    onCaughtUp(this.#revision);
    await ended.promise;
    this.#watchers.delete(tell);
  }

  #write(key: ResourceKey, body: string): number {
    const bytes = new TextEncoder().encode(body).length;
    if (bytes > this.#maxBytes) {
      throw new ResourceStoreError(
        'resource_too_large',
        `${keyName(key)} has ${bytes} bytes, the store takes at most ${this.#maxBytes}`,
      );
    }
    this.#revision += 1;
    const resource = { ...plain(key), revision: this.#revision, body };
    this.#resources.set(idOf(key), resource);
    this.#tell(resource);
    return this.#revision;
  }

  #tell(change: ResourceChange): void {
    for (const tell of [...this.#watchers]) tell(change);
  }
}

function plain({ kind, namespace, name }: ResourceKey): ResourceKey {
  return { kind, namespace, name };
}

function idOf({ kind, namespace, name }: ResourceKey): string {
  return JSON.stringify([kind, namespace, name]);
}
