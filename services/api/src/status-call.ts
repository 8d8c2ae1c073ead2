import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import type { Clock } from '@tiphys/clock';
import { ApiError } from './errors.ts';

/** How long a read may take; a restarting status service is waited for that long. */
const READ_DEADLINE_MS = 15_000;

/** A method of the generated client with its request. */
type Call<T> = (
  metadata: Metadata,
  options: { deadline: number },
  done: (error: ServiceError | null, response: T) => void,
) => { cancel(): void };

/** Asks the status service, which may just be restarting. @throws ServiceError. */
export function askStatus<T>(clock: Clock, call: Call<T>, signal?: AbortSignal): Promise<T> {
  const deadline = clock.now() + READ_DEADLINE_MS;
  return new Promise((resolve, reject) => {
    const pending = call(waiting(), { deadline }, (error, response) => {
      signal?.removeEventListener('abort', cancel);
      if (error === null) resolve(response);
      else reject(error);
    });
    const cancel = (): void => pending.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
  });
}

/** A call that waits for the connection instead of failing at once. */
export function waiting(): Metadata {
  return new Metadata({ waitForReady: true });
}

/** A workflow, a part of one, or what changed of it, as the status service sends it. */
export function parseJson<T>(json: Uint8Array): T {
  return JSON.parse(Buffer.from(json).toString('utf8')) as T;
}

export function isNotFound(error: unknown): boolean {
  return isServiceError(error) && error.code === status.NOT_FOUND;
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && typeof (error as ServiceError).code === 'number';
}

export function asApiError(error: unknown): Error {
  if (!isServiceError(error)) return error as Error;
  switch (error.code) {
    case status.INVALID_ARGUMENT:
      return new ApiError('invalid_argument', error.details, { cause: error });
    case status.OUT_OF_RANGE:
      return new ApiError('version_gone', error.details, { cause: error });
    case status.UNAVAILABLE:
    case status.DEADLINE_EXCEEDED:
    case status.CANCELLED:
      return new ApiError('unavailable', `the status service does not answer: ${error.details}`, {
        cause: error,
      });
    default:
      return error;
  }
}
