import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logFrames } from './log-frames.ts';

const STAMP = '2026-11-24T21:51:06.387629898Z';

function frame(stream: number, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(`${STAMP} `), data]);
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

test('whatever the pieces in which it arrives, the same frames come out', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ stream: fc.constantFrom(1, 2), data: fc.uint8Array({ maxLength: 40 }) })),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
      async (messages, cuts) => {
        const all = Buffer.concat(messages.map(({ stream, data }) => frame(stream, Buffer.from(data))));
        async function* pieces() {
          for (let start = 0, turn = 0; start < all.length; turn += 1) {
            const size = cuts[turn % cuts.length] ?? 1;
            yield all.subarray(start, start + size);
            start += size;
          }
        }
        const got: { stream: number; data: Uint8Array }[] = [];
        for await (const { stream, data, at } of logFrames(pieces())) {
          assert.equal(at, Date.parse(STAMP));
          got.push({ stream, data: new Uint8Array(data) });
        }
        assert.deepEqual(
          got,
          messages.map(({ stream, data }) => ({ stream, data: new Uint8Array(data) })),
        );
      },
    ),
  );
});
