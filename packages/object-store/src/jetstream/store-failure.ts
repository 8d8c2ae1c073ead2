import { ObjectStoreError, type ObjectStoreErrorCode } from '../object-store-error.ts';
import { type BrokerFailure, brokerFailure } from './broker-failure.ts';

const CODE_OF: Readonly<Record<BrokerFailure, ObjectStoreErrorCode>> = {
  wrong_last_sequence: 'store_refused',
  // Made anew at the next call.
  stream_missing: 'store_unavailable',
  consumer_missing: 'store_refused',
  unavailable: 'store_unavailable',
  refused: 'store_refused',
};

/** What the driver threw, in the port's words; everything else stays what it is. */
export function asStoreError(what: string, error: unknown): unknown {
  const failure = brokerFailure(error);
  if (failure === undefined) return error;
  return new ObjectStoreError(CODE_OF[failure], `${what}: ${(error as Error).message}`, { cause: error });
}

export function isStreamMissing(error: unknown): boolean {
  return brokerFailure(error) === 'stream_missing';
}
