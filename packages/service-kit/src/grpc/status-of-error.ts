import { Metadata, type StatusObject, status } from '@grpc/grpc-js';

/** What becomes of each error code at the edge. docs/errors.md lists the codes. */
export const GRPC_STATUS_OF_CODE: ReadonlyMap<string, status> = new Map([
  // The api's own refusals.
  ['invalid_argument', status.INVALID_ARGUMENT],
  ['not_found', status.NOT_FOUND],
  ['already_exists', status.ALREADY_EXISTS],
  ['failed_precondition', status.FAILED_PRECONDITION],
  ['unimplemented', status.UNIMPLEMENTED],
  ['unavailable', status.UNAVAILABLE],
  // The event log's.
  ['broker_unavailable', status.UNAVAILABLE],
  ['store_unavailable', status.UNAVAILABLE],
  ['broker_unsuitable', status.FAILED_PRECONDITION],
  ['stale_version', status.ABORTED],
  ['history_gone', status.NOT_FOUND],
  ['corrupt_message', status.DATA_LOSS],
  ['payload_too_large', status.RESOURCE_EXHAUSTED],
  ['resource_too_large', status.RESOURCE_EXHAUSTED],
  // The object stores'.
  ['store_refused', status.FAILED_PRECONDITION],
  ['bucket_missing', status.NOT_FOUND],
  ['object_changed', status.ABORTED],
  // Artifacts'.
  ['artifact_missing', status.NOT_FOUND],
  ['artifact_refused', status.FAILED_PRECONDITION],
  ['artifact_unavailable', status.UNAVAILABLE],
  ['archive_unsafe', status.FAILED_PRECONDITION],
  // The read model's.
  ['database_unavailable', status.UNAVAILABLE],
  ['database_failed', status.INTERNAL],
  ['invalid_continue_token', status.INVALID_ARGUMENT],
  // The status service's.
  ['invalid_selector', status.INVALID_ARGUMENT],
  ['version_gone', status.OUT_OF_RANGE],
  ['projection_behind', status.UNAVAILABLE],
  // The wire's.
  ['malformed_message', status.DATA_LOSS],
  // A service's that ends.
  ['stopping', status.UNAVAILABLE],
]);

/** Trailers that tell a client of ours more than a status can. */
export const CODE_TRAILER = 'tiphys-code';
export const RETRYABLE_TRAILER = 'tiphys-retryable';

export interface ErrorStatus extends StatusObject {
  /** Nothing that the caller did: to be logged as an error. */
  unexpected: boolean;
}

/**
 * The gRPC status of something that a handler threw. The message of an error with a known code goes to the client,
 * its cause does not; of any other error the client learns only where it was logged.
 *
 * @param traceId of the log line; empty where there is none.
 */
export function statusOfError(thrown: unknown, traceId = ''): ErrorStatus {
  const { code, retryable } = thrown as { code?: unknown; retryable?: unknown };
  if (thrown instanceof Error && typeof code === 'string') {
    const known = GRPC_STATUS_OF_CODE.get(code);
    if (known !== undefined) {
      const metadata = new Metadata();
      metadata.set(CODE_TRAILER, code);
      if (typeof retryable === 'boolean') metadata.set(RETRYABLE_TRAILER, String(retryable));
      const unexpected = known === status.INTERNAL || known === status.DATA_LOSS;
      return { code: known, details: thrown.message, metadata, unexpected };
    }
  }
  if (isGrpcError(thrown)) {
    const { code: known, details, metadata } = thrown;
    return { code: known, details, metadata: ownTrailers(metadata), unexpected: false };
  }
  const details =
    traceId === '' ? 'internal error, see the log' : `internal error, see the log of trace ${traceId}`;
  return { code: status.INTERNAL, details, metadata: new Metadata(), unexpected: true };
}

/** What a gRPC client throws: the answer of a service behind this one, handed on. */
function isGrpcError(thrown: unknown): thrown is Error & StatusObject {
  if (!(thrown instanceof Error)) return false;
  const { code, details, metadata } = thrown as Partial<StatusObject>;
  return typeof code === 'number' && typeof details === 'string' && metadata instanceof Metadata;
}

function ownTrailers(metadata: Metadata): Metadata {
  const own = new Metadata();
  for (const name of [CODE_TRAILER, RETRYABLE_TRAILER]) {
    for (const value of metadata.get(name)) own.add(name, value);
  }
  return own;
}
