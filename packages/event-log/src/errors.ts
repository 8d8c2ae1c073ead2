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
  | 'corrupt_message';

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
