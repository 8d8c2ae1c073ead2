import type { AttemptRef } from './refs.ts';

/** 1 standard output, 2 standard error. */
export type LogStream = 1 | 2;

/** A piece of a container's output. */
export interface LogChunk {
  attempt: AttemptRef;
  podName: string;
  templateName: string;
  stream: LogStream;
  /** Place of the first byte, counted over both streams of the attempt in the order of arrival. */
  offset: number;
  /** Milliseconds since 1970, as the container runtime stamped it. */
  at: number;
  data: Uint8Array;
  /** The attempt's output is complete; data is empty. */
  end: boolean;
}

/** The output of all containers, kept as it came, beyond the containers' life. */
export interface LogStore {
  /**
   * Durable when it resolves. A chunk that begins before what is there has been written before and is dropped.
   * Chunks of one attempt may be handed over without waiting; when one fails, those handed over behind it fail too,
   * and all are to be repeated from the failed one on.
   */
  append(chunk: LogChunk, signal?: AbortSignal): Promise<void>;

  /** Where the next chunk of an attempt begins, for an agent that takes up its writing; `ended` after the end marker. */
  position(attempt: AttemptRef, signal?: AbortSignal): Promise<{ offset: number; ended: boolean }>;

  /**
   * The chunks of a workflow, or of one node, in the order of arrival, each once. Without `follow` ends with what
   * is there; with it goes on until the signal.
   */
  read(
    options: { uid: string; nodeId?: string; follow: boolean },
    signal: AbortSignal,
  ): AsyncIterable<LogChunk>;

  purge(uid: string, signal?: AbortSignal): Promise<void>;
}
