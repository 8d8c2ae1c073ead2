import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors, RequestError } from '@nats-io/nats-core/internal';

/** The broker's own numbers (nats-server's errors.json). */
const WRONG_LAST_SEQUENCE = [10071, 10164];
/** Resources, storage, messages, bytes, streams, consumers. */
const NO_ROOM = [10002, 10023, 10028, 10047, 10077];
const CONSUMER_NOT_FOUND = 10014;
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

/**
 * What a failure of NATS' driver means to who called it:
 * - `wrong_last_sequence`: somebody else's write was first;
 * - `stream_missing`, `consumer_missing`: not there, or not there any more;
 * - `unavailable`: no answer, or none that means anything: the same call may succeed later;
 * - `refused`: the broker does not do it, and will not: no room, no permission, a wrong request.
 */
export type BrokerFailure =
  | 'wrong_last_sequence'
  | 'stream_missing'
  | 'consumer_missing'
  | 'unavailable'
  | 'refused';

/** Sorts what the driver threw; undefined: it is no failure of the broker. */
export function brokerFailure(error: unknown): BrokerFailure | undefined {
  if (error instanceof JetStreamApiError) return failureOfApi(error);
  if (FORBIDDEN.some((kind) => error instanceof kind)) return 'refused';
  if (UNAVAILABLE.some((kind) => error instanceof kind)) return 'unavailable';
  if (error instanceof JetStreamError) return 'unavailable';
  // "jetstream is not enabled", which the driver also says of a broker that is just starting.
  return error instanceof Error && error.name === 'JetStreamNotEnabled' ? 'unavailable' : undefined;
}

function failureOfApi({ code, status }: JetStreamApiError): BrokerFailure {
  if (WRONG_LAST_SEQUENCE.includes(code)) return 'wrong_last_sequence';
  if (NO_ROOM.includes(code)) return 'refused';
  if (code === STREAM_NOT_FOUND) return 'stream_missing';
  if (code === CONSUMER_NOT_FOUND) return 'consumer_missing';
  return status >= 500 ? 'unavailable' : 'refused';
}
