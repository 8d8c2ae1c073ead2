import { type ServiceError, status } from '@grpc/grpc-js';

/** gRPC's status names in small letters. */
export type ClientErrorCode =
  | 'cancelled'
  | 'unknown'
  | 'invalid_argument'
  | 'deadline_exceeded'
  | 'not_found'
  | 'already_exists'
  | 'permission_denied'
  | 'resource_exhausted'
  | 'failed_precondition'
  | 'aborted'
  | 'out_of_range'
  | 'unimplemented'
  | 'internal'
  | 'unavailable'
  | 'data_loss'
  | 'unauthenticated';

/** What the client throws. */
export class ClientError extends Error {
  readonly code: ClientErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: ClientErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ClientError';
    this.code = code;
    this.retryable = code === 'unavailable';
  }
}

/** What grpc-js threw, or the mapping did, as a ClientError; the message is the server's own. */
export function clientError(thrown: unknown): ClientError {
  if (thrown instanceof ClientError) return thrown;
  if (isServiceError(thrown)) {
    return new ClientError(codeOf(thrown.code), thrown.details || thrown.message, { cause: thrown });
  }
  return new ClientError('unknown', thrown instanceof Error ? thrown.message : String(thrown), {
    cause: thrown,
  });
}

function codeOf(code: number): ClientErrorCode {
  const name = status[code];
  return name === undefined || code === status.OK ? 'unknown' : (name.toLowerCase() as ClientErrorCode);
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && typeof (thrown as Partial<ServiceError>).code === 'number';
}

/**
 * Whether the connection was cut, or the server went away: not an answer to what was asked. A stream that is reset
 * in the middle shows as CANCELLED or INTERNAL, whatever the server meant.
 */
export function isCut(error: ClientError): boolean {
  return (
    error.code === 'unavailable' ||
    error.code === 'cancelled' ||
    (error.code === 'internal' && error.message.includes('RST_STREAM'))
  );
}
