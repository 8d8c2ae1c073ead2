export type ServiceErrorCode =
  /** Another process listens on the address. */
  | 'port_taken'
  /** The address cannot be listened on: no such host, no right to it, no address. */
  | 'address_unusable'
  /** Environment variables are missing or wrong; the message names all of them. */
  | 'invalid_configuration'
  /** The service is being stopped. */
  | 'stopping';

/** What keeps a service from starting, or from going on. One line that says what and how to mend it. */
export class ServiceError extends Error {
  readonly code: ServiceErrorCode;
  readonly retryable: boolean;

  constructor(code: ServiceErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ServiceError';
    this.code = code;
    this.retryable = code === 'stopping';
  }
}

/** The error for a `listen` that failed. @param address `host:port`. */
export function listenError(address: string, cause: unknown): ServiceError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/EADDRINUSE/.test(reason)) {
    const port = address.slice(address.lastIndexOf(':') + 1);
    return new ServiceError(
      'port_taken',
      `port ${port} is taken: stop the process that listens on ${address} (see "ss -ltnp"), or choose another address`,
      { cause },
    );
  }
  return new ServiceError('address_unusable', `cannot listen on ${address}: ${reason}`, { cause });
}
