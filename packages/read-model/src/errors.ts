export type ReadModelErrorCode =
  /** The database does not answer, or the connection broke: nothing is known of what was asked. */
  | 'database_unavailable'
  /** The database refuses what is needed: no right to create tables, too old, full. */
  | 'database_failed'
  /** A continue token that was not given out here. */
  | 'invalid_continue_token';

/** What the adapters throw. */
export class ReadModelError extends Error {
  readonly code: ReadModelErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ReadModelErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ReadModelError';
    this.code = code;
    this.retryable = code === 'database_unavailable';
  }
}
