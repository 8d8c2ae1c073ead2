import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { StdoutTail } from './stdout-tail.ts';

test('one newline goes, then the last bytes stay, however the output was cut up', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z\n]{0,12}$/)),
      fc.integer({ min: 0, max: 20 }),
      (parts, maxBytes) => {
        const tail = new StdoutTail(maxBytes);
        for (const part of parts) tail.add(Buffer.from(part));
        const whole = parts.join('').replace(/\n$/, '');
        assert.equal(tail.text(), whole.slice(Math.max(0, whole.length - maxBytes)));
      },
    ),
  );
});

test('memory does not grow with the output', () => {
  const tail = new StdoutTail(256 * 1024);
  const line = Buffer.alloc(64 * 1024, 'x');
  for (let count = 0; count < 1_000; count += 1) tail.add(line);
  assert.equal(tail.text().length, 256 * 1024);
});
