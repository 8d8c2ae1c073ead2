import type { CachedOutputs, CacheKey, CacheStore } from '../cache-store.ts';
import { checkPayload } from '../errors.ts';
import type { Gate } from './gate.ts';

/** Caches in memory, over one connection; the map is the broker's. */
export class MemoryCacheStore implements CacheStore {
  readonly #gate: Gate;
  readonly #entries: Map<string, string>;
  readonly #maxPayload: number;

  constructor(gate: Gate, entries: Map<string, string>, maxPayload: number) {
    this.#gate = gate;
    this.#entries = entries;
    this.#maxPayload = maxPayload;
  }

  load(key: CacheKey, signal?: AbortSignal): Promise<CachedOutputs | undefined> {
    const effect = (): CachedOutputs | undefined => {
      const text = this.#entries.get(idOf(key));
      return text === undefined ? undefined : cachedOutputs(text);
    };
    return this.#gate.call('caches.load', key.cacheName, effect, signal);
  }

  async save(key: CacheKey, entry: CachedOutputs, signal?: AbortSignal): Promise<void> {
    const text = JSON.stringify(entry);
    checkPayload(`save to cache ${key.cacheName}`, Buffer.byteLength(text), this.#maxPayload);
    const effect = (): void => {
      const known = this.#entries.get(idOf(key));
      if (known === undefined || cachedOutputs(known).createdAt < entry.createdAt)
        this.#entries.set(idOf(key), text);
    };
    await this.#gate.call('caches.save', key.cacheName, effect, signal);
  }
}

function idOf({ namespace, cacheName, key }: CacheKey): string {
  return JSON.stringify([namespace, cacheName, key]);
}

/** An entry as it is kept. */
export function cachedOutputs(text: string): CachedOutputs {
  const { nodeId, outputs, createdAt } = JSON.parse(text) as CachedOutputs;
  return { nodeId, outputs, createdAt };
}
