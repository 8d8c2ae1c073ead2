import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceDefinitionLike } from './grpc-service.ts';

/** Stands for a request whose bytes are no such message. */
class UnreadableRequest {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/**
 * The definition with requests that never fail to be read: grpc-js answers INTERNAL to those that do, without a trace
 * or a log line, as if the fault were the server's.
 */
export function withReadableRequests(definition: ServiceDefinitionLike): ServiceDefinitionLike {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      { ...method, requestDeserialize: readable((bytes) => method.requestDeserialize(bytes)) },
    ]),
  );
}

function readable(read: (bytes: Buffer) => unknown): (bytes: Buffer) => unknown {
  return (bytes) => {
    try {
      return read(bytes);
    } catch (error) {
      return new UnreadableRequest(error instanceof Error ? error.message : String(error));
    }
  };
}

/** @throws an error with gRPC's status INVALID_ARGUMENT where the request could not be read. */
export function refuseUnreadable(request: unknown): void {
  if (!(request instanceof UnreadableRequest)) return;
  const details = `the request cannot be read: ${request.reason}`;
  throw Object.assign(new Error(details), {
    code: status.INVALID_ARGUMENT,
    details,
    metadata: new Metadata(),
  });
}
