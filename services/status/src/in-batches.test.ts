import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBatches } from './in-batches.ts';

const LIMITS = { items: 3, weight: 100, weigh: (item: number) => item };

/** Resolves when everything that could go on has gone on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('what came while the consumer was busy is one batch, and the source is not read far ahead', async () => {
  let given = 0;
  async function* source(): AsyncIterable<number> {
    for (let item = 1; item <= 8; item += 1) {
      given = item;
      yield item;
    }
  }
  const batches: number[][] = [];
  for await (const batch of inBatches(source, LIMITS, new AbortController().signal)) {
    batches.push(batch);
    await settled();
    assert.ok(given <= batches.flat().length + LIMITS.items + 1, `${given} given`);
  }
  assert.deepEqual(batches.flat(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(batches.every(({ length }) => length <= LIMITS.items));
  assert.ok(batches.length < 8);
});

test('heavy items end a batch early', async () => {
  async function* source(): AsyncIterable<number> {
    yield* [60, 60, 1, 1];
  }
  const batches: number[][] = [];
  for await (const batch of inBatches(source, LIMITS, new AbortController().signal)) {
    batches.push(batch);
    await settled();
  }
  assert.ok(batches.every((batch) => batch.slice(0, -1).reduce((sum, weight) => sum + weight, 0) < 100));
});

test('an error of the source comes after what came before it', async () => {
  async function* source(): AsyncIterable<number> {
    yield* [1, 2];
    throw new Error('broken');
  }
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const batch of inBatches(source, LIMITS, new AbortController().signal)) seen.push(...batch);
  }, /broken/);
  assert.deepEqual(seen, [1, 2]);
});

test('a consumer that stops ends the source, also one that waits', async () => {
  let ended = false;
  async function* source(signal: AbortSignal): AsyncIterable<number> {
    try {
      yield 1;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    } finally {
      ended = true;
    }
  }
  for await (const batch of inBatches(source, LIMITS, new AbortController().signal)) {
    assert.deepEqual(batch, [1]);
    break;
  }
  assert.equal(ended, true);
});
