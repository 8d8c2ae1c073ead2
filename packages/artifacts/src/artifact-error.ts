export type ArtifactErrorCode =
  /** There is no such object, page or revision. */
  | 'artifact_missing'
  /** An archive with names, links or files that no archive of an artifact may have. */
  | 'archive_unsafe'
  /** An archive that unpacks to more than it may. */
  | 'archive_too_large'
  /** Bytes that are not the archive that they should be. */
  | 'archive_unreadable'
  /** The other side does not answer. */
  | 'artifact_unavailable'
  /** The other side refuses, or the location asks for what cannot be done. */
  | 'artifact_refused';

/** What reading and writing artifacts throws. The message is fit for a node's message, and has no secret in it. */
export class ArtifactError extends Error {
  readonly code: ArtifactErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ArtifactErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ArtifactError';
    this.code = code;
    this.retryable = code === 'artifact_unavailable';
  }
}
