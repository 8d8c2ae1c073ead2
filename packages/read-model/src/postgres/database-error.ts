import { ReadModelError } from '../errors.ts';

/** Errors of the connection, by Node's name. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/**
 * SQLSTATE classes after which the same statement may succeed: connection, lack of resources, intervention of the
 * operator (the server shuts down or starts), conflicts of transactions.
 */
const RETRYABLE_STATES = /^(08|53|57|40)/;

/** No such schema or table: the instance that makes them has not come to it. */
const UNPREPARED_STATES: ReadonlySet<string> = new Set(['3F000', '42P01']);

/** What the driver threw, as the port's error. */
export function databaseError(error: unknown): ReadModelError {
  if (error instanceof ReadModelError) return error;
  const { code, message } = detailsOf(error);
  if (UNPREPARED_STATES.has(code)) {
    return new ReadModelError('database_unavailable', 'the tables of the read model are not there yet', {
      cause: error,
    });
  }
  const unavailable =
    RETRYABLE_STATES.test(code) || CONNECTION_CODES.has(code) || /connection|timeout/i.test(message);
  return unavailable
    ? new ReadModelError('database_unavailable', `PostgreSQL does not answer: ${message}`, { cause: error })
    : new ReadModelError('database_failed', `PostgreSQL refused a statement: ${message}`, { cause: error });
}

/** @throws ReadModelError for whatever `run` throws. */
export async function mapped<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw databaseError(error);
  }
}

/** Node puts the attempts at several addresses into one error with no message of its own. */
function detailsOf(error: unknown): { code: string; message: string } {
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0) {
    return detailsOf(error.errors[0]);
  }
  if (!(error instanceof Error)) return { code: '', message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return { code, message: error.message };
}
