import type { LogChunk } from '@tiphys/event-log';

/** One line of a container's output, without its end. */
export interface LogLine {
  podName: string;
  /** Names the attempt that wrote it. */
  attemptKey: string;
  /** Milliseconds since 1970, when its last byte was written. */
  at: number;
  /** Place after its last byte in the attempt's output. */
  end: number;
  text: string;
  /** False: its end has not been seen. */
  ended: boolean;
}

const NEWLINE = 0x0a;
/** A line that does not end is told in pieces of this size. */
const MAX_LINE_BYTES = 64 * 1024;

interface OpenLine {
  podName: string;
  attemptKey: string;
  at: number;
  end: number;
  parts: Uint8Array[];
  bytes: number;
}

/**
 * Puts chunks together to lines. Each stream of each attempt has a line of its own that is open, so that standard
 * output and standard error never mix inside one.
 */
export class LineSplitter {
  readonly #open = new Map<string, OpenLine>();

  /** The lines that this chunk completes. */
  *add(chunk: LogChunk): Iterable<LogLine> {
    const attemptKey = `${chunk.attempt.nodeId}/${chunk.attempt.attempt}`;
    if (chunk.end) {
      for (const stream of [1, 2]) yield* this.#close(`${attemptKey}/${stream}`, true);
      return;
    }
    const key = `${attemptKey}/${chunk.stream}`;
    let start = 0;
    while (start < chunk.data.length) {
      const newline = chunk.data.indexOf(NEWLINE, start);
      const stop = newline < 0 ? chunk.data.length : newline;
      const line = this.#line(key, attemptKey, chunk);
      line.parts.push(chunk.data.subarray(start, stop));
      line.bytes += stop - start;
      line.end = chunk.offset + (newline < 0 ? stop : stop + 1);
      line.at = chunk.at;
      if (newline >= 0 || line.bytes >= MAX_LINE_BYTES) yield* this.#close(key, true);
      start = newline < 0 ? stop : stop + 1;
    }
  }

  /** What is left of lines that have no end. */
  *flush(): Iterable<LogLine> {
    for (const key of [...this.#open.keys()]) yield* this.#close(key, false);
  }

  #line(key: string, attemptKey: string, chunk: LogChunk): OpenLine {
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const line = { podName: chunk.podName, attemptKey, at: chunk.at, end: chunk.offset, parts: [], bytes: 0 };
    this.#open.set(key, line);
    return line;
  }

  *#close(key: string, ended: boolean): Iterable<LogLine> {
    const line = this.#open.get(key);
    if (line === undefined) return;
    this.#open.delete(key);
    const { podName, attemptKey, at, end, parts } = line;
    const text = Buffer.concat(parts).toString('utf8').replace(/\r$/, '');
    yield { podName, attemptKey, at, end, text, ended };
  }
}
