export type ObjectStoreErrorCode =
  /** The store does not answer; whether the operation took place is unknown. */
  | 'store_unavailable'
  /** The store refuses: no right, no room, a name it does not take. */
  | 'store_refused'
  /** There is no such bucket. */
  | 'bucket_missing'
  /** What is read is not what was written, or was replaced while it was read. */
  | 'object_changed';

/** What the stores throw. The message is fit for a node's message. */
export class ObjectStoreError extends Error {
  readonly code: ObjectStoreErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ObjectStoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ObjectStoreError';
    this.code = code;
    this.retryable = code === 'store_unavailable' || code === 'object_changed';
  }
}
