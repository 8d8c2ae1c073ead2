/** The same bytes in pieces of one size; the last may be smaller. Holds at most one piece, and what comes. */
export async function* chunked(
  body: AsyncIterable<Uint8Array>,
  chunkBytes: number,
): AsyncGenerator<Uint8Array> {
  let chunk = new Uint8Array(chunkBytes);
  let used = 0;
  for await (const part of body) {
    for (let taken = 0; taken < part.length; ) {
      const count = Math.min(chunkBytes - used, part.length - taken);
      chunk.set(part.subarray(taken, taken + count), used);
      used += count;
      taken += count;
      if (used < chunkBytes) continue;
      yield chunk;
      // What was given away may not have been sent yet.
      chunk = new Uint8Array(chunkBytes);
      used = 0;
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
}
