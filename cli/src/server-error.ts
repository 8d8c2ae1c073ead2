import type { ClientError, ClientErrorCode } from '@tiphys/client';

/** The code of an error that the client threw; undefined for any other. */
export function errorCode(error: unknown): ClientErrorCode | undefined {
  return isClientError(error) ? error.code : undefined;
}

/** By name: to import the class is to load gRPC, which most command lines end without. */
function isClientError(error: unknown): error is ClientError {
  return error instanceof Error && error.name === 'ClientError';
}
