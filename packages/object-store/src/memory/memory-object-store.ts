import { compareKeys } from '../key-order.ts';
import type { ObjectStore } from '../object-store.ts';

/** Objects in the memory of this process. */
export class MemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, Uint8Array>();

  async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number> {
    const parts: Uint8Array[] = [];
    for await (const part of body) {
      signal?.throwIfAborted();
      // The caller may use its buffer again.
      parts.push(Uint8Array.from(part));
    }
    signal?.throwIfAborted();
    const data = new Uint8Array(Buffer.concat(parts));
    this.#objects.set(key, data);
    return data.length;
  }

  async get(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    signal?.throwIfAborted();
    const data = this.#objects.get(key);
    return data === undefined ? undefined : pieces(data);
  }

  async size(key: string, signal?: AbortSignal): Promise<number | undefined> {
    signal?.throwIfAborted();
    return this.#objects.get(key)?.length;
  }

  async *list(prefix: string, signal?: AbortSignal): AsyncIterable<string> {
    for (const key of [...this.#objects.keys()].sort(compareKeys)) {
      signal?.throwIfAborted();
      if (key.startsWith(prefix)) yield key;
    }
  }

  async delete(key: string, signal?: AbortSignal): Promise<boolean> {
    signal?.throwIfAborted();
    return this.#objects.delete(key);
  }
}

const PIECE_BYTES = 128 * 1024;

async function* pieces(data: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < data.length; start += PIECE_BYTES) {
    yield Uint8Array.from(data.subarray(start, start + PIECE_BYTES));
  }
}
