import { SyncConfigType, type SyncLimitResponse, SyncServiceService } from '@tiphys/wire/argo';
import type { Connection } from './connection.ts';

/** Where a semaphore's limit stands. */
export interface SyncLimitKey {
  type: 'configmap' | 'database';
  namespace: string;
  /** Name of the ConfigMap; of a `configmap`. */
  cmName: string;
  key: string;
}

export interface SyncLimit extends SyncLimitKey {
  limit: number;
}

/** Argo's SyncService. All methods throw ClientError. */
export class SyncClient {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async create(limit: SyncLimit): Promise<SyncLimit> {
    return read(await this.#connection.unary(SyncServiceService.createSyncLimit, message(limit)));
  }

  async get(key: SyncLimitKey): Promise<SyncLimit> {
    return read(await this.#connection.unary(SyncServiceService.getSyncLimit, message(key)));
  }

  async update(limit: SyncLimit): Promise<SyncLimit> {
    return read(await this.#connection.unary(SyncServiceService.updateSyncLimit, message(limit)));
  }

  async delete(key: SyncLimitKey): Promise<void> {
    await this.#connection.unary(SyncServiceService.deleteSyncLimit, message(key));
  }
}

function message<T extends SyncLimitKey>(limit: T): Omit<T, 'type'> & { type: SyncConfigType } {
  return { ...limit, type: limit.type === 'database' ? SyncConfigType.DATABASE : SyncConfigType.CONFIGMAP };
}

function read({ type, namespace = '', cmName = '', key = '', limit = 0 }: SyncLimitResponse): SyncLimit {
  return { type: type === SyncConfigType.DATABASE ? 'database' : 'configmap', namespace, cmName, key, limit };
}
