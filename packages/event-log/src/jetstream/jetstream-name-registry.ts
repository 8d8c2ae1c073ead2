import type { NameRegistry } from '../name-registry.ts';
import { isWrongLastSequence } from './failure.ts';
import type { JetStreamLink } from './link.ts';
import { encodeToken } from './token.ts';

/** How often a name that is neither free nor anybody's is asked for again: it is being given back. */
const MAX_ATTEMPTS = 20;

/** Names in a key-value bucket: `<namespace>.<name>` to uid. */
export class JetStreamNameRegistry implements NameRegistry {
  readonly #link: JetStreamLink;

  constructor(link: JetStreamLink) {
    this.#link = link;
  }

  async reserve(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<boolean> {
    const key = keyOf(namespace, name);
    return this.#link.call(
      `reserve the name ${name}`,
      async ({ buckets }) => {
        for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
          try {
            await buckets.names.kv.create(key, uid);
            return true;
          } catch (error) {
            if (!isWrongLastSequence(error)) throw error;
          }
          const holder = (await buckets.names.kv.get(key))?.string();
          if (holder !== undefined) return holder === uid;
        }
        return false;
      },
      signal,
    );
  }

  async lookup(namespace: string, name: string, signal?: AbortSignal): Promise<string | undefined> {
    return this.#link.call(
      `look up the name ${name}`,
      async ({ buckets }) => (await buckets.names.kv.get(keyOf(namespace, name)))?.string(),
      signal,
    );
  }

  async release(namespace: string, name: string, uid: string, signal?: AbortSignal): Promise<void> {
    const key = keyOf(namespace, name);
    await this.#link.call(
      `give back the name ${name}`,
      async ({ buckets }) => {
        const entry = await buckets.names.kv.get(key);
        // Up to the revision that was read: whoever has taken the name since keeps it.
        if (entry?.string() === uid) await buckets.names.remove(key, entry.revision);
      },
      signal,
    );
  }
}

function keyOf(namespace: string, name: string): string {
  return `${encodeToken(namespace)}.${encodeToken(name)}`;
}
