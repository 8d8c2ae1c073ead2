import { ClientError, type SyncClient, type SyncLimit, type SyncLimitKey } from '@tiphys/client';

/** Limits of semaphores in memory. */
export class MemorySync implements Pick<SyncClient, keyof SyncClient> {
  readonly #limits = new Map<string, SyncLimit>();

  async create(limit: SyncLimit): Promise<SyncLimit> {
    this.#limits.set(textOf(limit), limit);
    return limit;
  }

  async get(key: SyncLimitKey): Promise<SyncLimit> {
    const found = this.#limits.get(textOf(key));
    if (found === undefined) throw new ClientError('not_found', `key ${key.key} not found`);
    return found;
  }

  async update(limit: SyncLimit): Promise<SyncLimit> {
    await this.get(limit);
    return this.create(limit);
  }

  async delete(key: SyncLimitKey): Promise<void> {
    this.#limits.delete(textOf(key));
  }
}

function textOf({ type, namespace, cmName, key }: SyncLimitKey): string {
  return JSON.stringify([type, namespace, cmName, key]);
}
