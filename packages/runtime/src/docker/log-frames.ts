/** One message of a container's log as the engine sends it with timestamps. */
export interface LogFrame {
  stream: 1 | 2;
  /** Milliseconds since 1970. */
  at: number;
  data: Buffer;
}

const HEADER_BYTES = 8;
const STDOUT = 1;
const NEWLINE = 0x0a;

/**
 * Takes the engine's log stream apart: frames of a header (stream, length) and a body, which begins with a
 * timestamp and a blank (docs.docker.com, "Attach to a container", stream format).
 */
export async function* logFrames(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogFrame> {
  let parts: Uint8Array[] = [];
  let held = 0;
  let needed = HEADER_BYTES;
  for await (const part of source) {
    parts.push(part);
    held += part.length;
    if (held < needed) continue;
    const buffer = Buffer.concat(parts);
    let start = 0;
    for (;;) {
      const rest = buffer.length - start;
      const length = rest < HEADER_BYTES ? 0 : buffer.readUInt32BE(start + 4);
      needed = HEADER_BYTES + length;
      if (rest < needed) break;
      yield toFrame(buffer[start] ?? STDOUT, buffer.subarray(start + HEADER_BYTES, start + needed));
      start += needed;
    }
    parts = [buffer.subarray(start)];
    held = buffer.length - start;
  }
}

function toFrame(stream: number, body: Buffer): LogFrame {
  const blank = body.indexOf(' ');
  const at = Date.parse(body.toString('latin1', 0, Math.max(0, blank)));
  // Without a timestamp (an engine that ignores the wish) the body is all output.
  const stamped = blank > 0 && !Number.isNaN(at);
  return {
    stream: stream === STDOUT ? 1 : 2,
    at: stamped ? at : 0,
    data: stamped ? body.subarray(blank + 1) : body,
  };
}

/** The same for a container with a terminal, whose output is one stream without headers: lines, each with its timestamp. */
export async function* logLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<LogFrame> {
  let rest = Buffer.alloc(0);
  for await (const part of source) {
    rest = Buffer.concat([rest, part]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield toFrame(STDOUT, rest.subarray(0, end + 1));
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield toFrame(STDOUT, rest);
}
