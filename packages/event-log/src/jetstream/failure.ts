import { type BrokerFailure, brokerFailure } from '@tiphys/object-store/jetstream';
import { WireError } from '@tiphys/wire/tiphys';
import { EventLogError, type EventLogErrorCode } from '../errors.ts';

const CODE_OF: Readonly<Record<BrokerFailure, EventLogErrorCode>> = {
  wrong_last_sequence: 'stale_version',
  // Made anew at the next connection.
  stream_missing: 'broker_unavailable',
  consumer_missing: 'broker_unavailable',
  unavailable: 'broker_unavailable',
  refused: 'broker_unsuitable',
};

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
  return brokerFailure(error) === 'wrong_last_sequence';
}

function codeOf(error: unknown): EventLogErrorCode | undefined {
  if (error instanceof WireError) return 'corrupt_message';
  const failure = brokerFailure(error);
  return failure === undefined ? undefined : CODE_OF[failure];
}
