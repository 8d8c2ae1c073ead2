/** An error as plain values for a log line. */
export interface ErrorRecord {
  name: string;
  message: string;
  code?: string | number;
  retryable?: boolean;
  stack?: string;
  cause?: ErrorRecord;
}

/** Chains of causes end somewhere, but an error can be its own. */
const MAX_CAUSES = 8;

/** What is known of something that was thrown: name, message, code, `retryable`, stack, and its causes. */
export function errorRecord(thrown: unknown, depth = 0): ErrorRecord {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: String(thrown) };
  const { code, retryable } = thrown as { code?: unknown; retryable?: unknown };
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof retryable === 'boolean' ? { retryable } : {}),
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(thrown.cause === undefined || depth === MAX_CAUSES
      ? {}
      : { cause: errorRecord(thrown.cause, depth + 1) }),
  };
}
