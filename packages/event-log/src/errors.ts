export type EventLogErrorCode =
  /** The broker does not answer; whether the operation took place is unknown. */
  | 'broker_unavailable'
  /** Another append was first. */
  | 'stale_version'
  /** What was asked for has been purged. */
  | 'history_gone'
  /** The broker cannot do what is needed: too old, JetStream off, no room. */
  | 'broker_unsuitable'
  /** A stored message cannot be read. */
  | 'corrupt_message'
  /** The message is larger than may be sent, or than may go by reference; nothing was stored. */
  | 'payload_too_large';

/** What the adapters throw. */
export class EventLogError extends Error {
  readonly code: EventLogErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  constructor(code: EventLogErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EventLogError';
    this.code = code;
    this.retryable = code === 'broker_unavailable';
  }
}

/**
 * Refuses a message that the broker would not take, before it is sent: a broker answers one with the end of the
 * connection.
 *
 * @param what the message, as in "the transition of workflow a-b1c2d".
 * @throws EventLogError payload_too_large.
 */
export function checkPayload(what: string, bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new EventLogError(
    'payload_too_large',
    `${what} has ${bytes} bytes, the broker takes at most ${maxBytes} (max_payload)`,
  );
}
