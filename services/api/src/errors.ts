export type ApiErrorCode =
  /** The request, or the manifest in it, is wrong; the message names the field. */
  | 'invalid_argument'
  | 'not_found'
  | 'already_exists'
  /** The workflow's state does not allow it, now and later. */
  | 'failed_precondition'
  /** Argo has it and Tiphys does not yet. */
  | 'unimplemented'
  /** The history from the version on that a watch begins with is gone: list again, and watch from there. */
  | 'version_gone'
  /** A service behind this one does not answer. */
  | 'unavailable';

/** What the api refuses with; the edge maps the code to a gRPC status. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly retryable: boolean;

  constructor(code: ApiErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
    this.retryable = code === 'unavailable';
  }
}
