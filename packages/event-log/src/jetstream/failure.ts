import { JetStreamApiError, JetStreamError } from '@nats-io/jetstream';
import { errors, RequestError } from '@nats-io/nats-core/internal';
import { WireError } from '@tiphys/wire/tiphys';
import { EventLogError, type EventLogErrorCode } from '../errors.ts';

/** The broker's own numbers (nats-server's errors.json). */
const WRONG_LAST_SEQUENCE = [10071, 10164];
/** No room: resources, storage, messages, bytes, streams, consumers. */
const NO_ROOM = [10002, 10023, 10028, 10047, 10077];
/** A stream or consumer that is not there is made anew at the next connection. */
const NOT_THERE = [10014, 10059];

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
 * What the driver threw, in the port's words. Errors of our own, and mistakes in the program, stay what they are.
 *
 * @param what what was being done, as in "append to workflow a-b1c2d".
 */
export function asEventLogError(what: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined) return error;
  return new EventLogError(code, `${what}: ${(error as Error).message}`, { cause: error });
}

/** Whether somebody else's write was first. */
export function isWrongLastSequence(error: unknown): boolean {
  return error instanceof JetStreamApiError && WRONG_LAST_SEQUENCE.includes(error.code);
}

function codeOf(error: unknown): EventLogErrorCode | undefined {
  if (error instanceof JetStreamApiError) return codeOfApi(error);
  if (error instanceof WireError) return 'corrupt_message';
  if (FORBIDDEN.some((kind) => error instanceof kind)) return 'broker_unsuitable';
  if (UNAVAILABLE.some((kind) => error instanceof kind)) return 'broker_unavailable';
  // Status messages, and "jetstream is not enabled", which the driver also says of one that is just starting.
  if (error instanceof JetStreamError || (error instanceof Error && error.name === 'JetStreamNotEnabled')) {
    return 'broker_unavailable';
  }
  return undefined;
}

function codeOfApi(error: JetStreamApiError): EventLogErrorCode {
  if (isWrongLastSequence(error)) return 'stale_version';
  if (NO_ROOM.includes(error.code)) return 'broker_unsuitable';
  if (NOT_THERE.includes(error.code) || error.status >= 500) return 'broker_unavailable';
  return 'broker_unsuitable';
}
