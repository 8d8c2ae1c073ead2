export type ResourceStoreErrorCode =
  /** The store does not answer; whether the write took place is unknown. */
  | 'store_unavailable'
  /** The object is larger than the store takes; nothing was stored. */
  | 'resource_too_large';

/** What the adapters throw. Messages name the object, never what is in it. */
export class ResourceStoreError extends Error {
  readonly code: ResourceStoreErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ResourceStoreErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ResourceStoreError';
    this.code = code;
    this.retryable = code === 'store_unavailable';
  }
}
