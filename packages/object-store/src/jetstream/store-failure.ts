import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors, RequestError } from '@nats-io/nats-core/internal';
import { ObjectStoreError, type ObjectStoreErrorCode } from '../object-store-error.ts';

/** The broker's own numbers (nats-server's errors.json): no room. */
const NO_ROOM = [10002, 10023, 10028, 10047, 10077];
/** The stream is not there: it is made anew at the next call. */
const STREAM_NOT_FOUND = 10059;

const UNAVAILABLE = [
  errors.TimeoutError,
  errors.NoRespondersError,
  errors.ClosedConnectionError,
  errors.ConnectionError,
  errors.DrainingConnectionError,
  RequestError,
];
const FORBIDDEN = [
  errors.AuthorizationError,
  errors.UserAuthenticationExpiredError,
  errors.PermissionViolationError,
];

/** What the driver threw, in the port's words; everything else stays what it is. */
export function asStoreError(what: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new ObjectStoreError(code, `${what}: ${(error as Error).message}`, { cause: error });
}

export function isStreamMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === STREAM_NOT_FOUND;
}

function codeOf(error: unknown): ObjectStoreErrorCode | undefined {
  if (error instanceof JetStreamApiError) {
    if (NO_ROOM.includes(error.code)) return 'store_refused';
    return error.code === STREAM_NOT_FOUND || error.status >= 500 ? 'store_unavailable' : 'store_refused';
  }
  if (FORBIDDEN.some((kind) => error instanceof kind)) return 'store_refused';
  if (UNAVAILABLE.some((kind) => error instanceof kind)) return 'store_unavailable';
  if (error instanceof JetStreamError) return 'store_unavailable';
  return error instanceof Error && error.name === 'JetStreamNotEnabled' ? 'store_unavailable' : undefined;
}
