import { LogChunk } from '../gen/tiphys/v1/log.ts';
import { decoding } from './decoding.ts';
import { type AttemptRef, attemptRefFrom } from './refs.ts';

/** A piece of a container's output; the event log's LogChunk. */
export interface LogChunkOnWire {
  attempt: AttemptRef;
  podName: string;
  templateName: string;
  /** 1 standard output, 2 standard error. */
  stream: 1 | 2;
  offset: number;
  /** Milliseconds since 1970. */
  at: number;
  data: Uint8Array;
  end: boolean;
}

export function encodeLogChunk(chunk: LogChunkOnWire): Uint8Array {
  const { buffer, byteOffset, byteLength } = chunk.data;
  return LogChunk.encode({ ...chunk, data: Buffer.from(buffer, byteOffset, byteLength) }).finish();
}

/** @throws WireError where the bytes are no log chunk. */
export function decodeLogChunk(bytes: Uint8Array): LogChunkOnWire {
  return decoding('tiphys.v1.LogChunk', () => {
    const { attempt, stream, ...chunk } = LogChunk.decode(bytes);
    if (stream !== 1 && stream !== 2) throw new Error(`stream is ${stream}, neither 1 nor 2`);
    // A plain Uint8Array: a Buffer would not equal the one that was written.
    const data = new Uint8Array(chunk.data);
    return { ...chunk, attempt: attemptRefFrom(attempt), stream, data };
  });
}
