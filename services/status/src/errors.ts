export type StatusErrorCode =
  /** A selector that cannot be read, or asks for a field that cannot be selected by. */
  | 'invalid_selector'
  /** The history from the asked version on is gone: list again, and watch from there. */
  | 'version_gone'
  /** The read side has not come to the asked version in time. */
  | 'projection_behind'
  | 'not_found';

/** What the status service refuses with; the edge maps the code to a gRPC status. */
export class StatusError extends Error {
  readonly code: StatusErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: StatusErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'StatusError';
    this.code = code;
    this.retryable = code === 'projection_behind';
  }
}
