/** Large bytes by key, streamed in both directions. Adapters: memory, JetStream's object store, S3. */
export interface ObjectStore {
  /**
   * Writes an object, replacing one of that key; memory does not grow with its size. Durable when it resolves; an
   * object whose stream fails is not there.
   *
   * @returns its size in bytes.
   */
  put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number>;

  /** @returns undefined where there is no such object. */
  get(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined>;

  /** Size in bytes, or undefined where there is no such object. */
  size(key: string, signal?: AbortSignal): Promise<number | undefined>;

  /** Keys that begin with a prefix, in order. */
  list(prefix: string, signal?: AbortSignal): AsyncIterable<string>;

  /** @returns whether there was one. */
  delete(key: string, signal?: AbortSignal): Promise<boolean>;
}
