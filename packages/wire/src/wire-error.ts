export type WireErrorCode =
  /** The bytes are not the message they should be, or hold a value that this version does not know. */
  'malformed_message';

/** What decoding throws. Never retryable: the same bytes stay what they are. */
export class WireError extends Error {
  readonly code: WireErrorCode = 'malformed_message';
  readonly retryable = false;
  /** Full name of the message that could not be read. */
  readonly messageType: string;

  constructor(messageType: string, reason: string, options?: { cause?: unknown }) {
    super(`malformed ${messageType}: ${reason}`, options);
    this.name = 'WireError';
    this.messageType = messageType;
  }
}
