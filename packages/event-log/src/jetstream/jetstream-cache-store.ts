import type { CachedOutputs, CacheKey, CacheStore } from '../cache-store.ts';
import { checkPayload } from '../errors.ts';
import { cachedOutputs } from '../memory/memory-cache-store.ts';
import type { JetStreamLink } from './link.ts';
import { encodeToken } from './token.ts';

/** Caches in a key-value bucket: `<namespace>.<cache>.<key>` to the entry. */
export class JetStreamCacheStore implements CacheStore {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  load(key: CacheKey, signal?: AbortSignal): Promise<CachedOutputs | undefined> {
    return this.#link.call(
      `look into cache ${key.cacheName}`,
      async ({ buckets }) => {
        const text = (await buckets.caches.kv.get(keyOf(key)))?.string();
        return text === undefined ? undefined : cachedOutputs(text);
      },
      signal,
    );
  }

  async save(key: CacheKey, entry: CachedOutputs, signal?: AbortSignal): Promise<void> {
    const what = `save to cache ${key.cacheName}`;
    const text = JSON.stringify(entry);
    await this.#link.call(
      what,
      async ({ buckets, nc }) => {
        checkPayload(what, Buffer.byteLength(text), nc.info?.max_payload ?? Number.POSITIVE_INFINITY);
        const known = (await buckets.caches.kv.get(keyOf(key)))?.string();
        // Two that come at the same time are of the same age, or nearly so: either may stay.
        if (known === undefined || cachedOutputs(known).createdAt < entry.createdAt)
          await buckets.caches.kv.put(keyOf(key), text);
      },
      signal,
    );
  }
}

function keyOf({ namespace, cacheName, key }: CacheKey): string {
  return [namespace, cacheName, key].map(encodeToken).join('.');
}
