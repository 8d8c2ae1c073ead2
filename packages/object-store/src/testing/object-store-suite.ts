import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import type { ObjectStore } from '../object-store.ts';

const MIB = 1024 * 1024;

/**
 * What holds for every object store.
 *
 * @param largeBytes size of the largest object, which should not fit into one message or part.
 */
export function objectStoreSuite(
  name: string,
  open: () => Promise<ObjectStore>,
  { skip, largeBytes = 20 * MIB }: { skip?: string | undefined; largeBytes?: number } = {},
): void {
  describe(`object store: ${name}`, skip === undefined ? {} : { skip }, () => {
    let opened: Promise<ObjectStore> | undefined;
    const get = (): Promise<ObjectStore> => {
      opened ??= open();
      return opened;
    };

    test('what is not there', async () => {
      const store = await get();
      assert.equal(await store.get('none/at/all'), undefined);
      assert.equal(await store.size('none/at/all'), undefined);
      assert.equal(await store.delete('none/at/all'), false);
      assert.deepEqual(await all(store.list('none/')), []);
    });

    test('an object is put, read, measured, listed, deleted', async () => {
      const store = await get();
      assert.equal(await store.put('one/a.txt', bytes('hello ', 'world')), 11);
      assert.equal(await text(store, 'one/a.txt'), 'hello world');
      assert.equal(await store.size('one/a.txt'), 11);
      assert.deepEqual(await all(store.list('one/')), ['one/a.txt']);
      assert.equal(await store.delete('one/a.txt'), true);
      assert.equal(await store.delete('one/a.txt'), false);
      assert.equal(await store.get('one/a.txt'), undefined);
      assert.deepEqual(await all(store.list('one/')), []);
    });

    test('an object takes the place of the one before', async () => {
      const store = await get();
      await store.put('replaced', bytes('a longer text'));
      assert.equal(await store.put('replaced', bytes('short')), 5);
      assert.equal(await text(store, 'replaced'), 'short');
      assert.equal(await store.size('replaced'), 5);
      assert.deepEqual(await all(store.list('replaced')), ['replaced']);
    });

    test('an empty object is one', async () => {
      const store = await get();
      assert.equal(await store.put('empty', bytes()), 0);
      assert.equal(await text(store, 'empty'), '');
      assert.equal(await store.size('empty'), 0);
      assert.equal(await store.delete('empty'), true);
    });

    test('a large object comes back byte for byte, in whatever pieces it is given', async () => {
      const store = await get();
      const written = createHash('sha256');
      async function* body(): AsyncGenerator<Uint8Array> {
        let left = largeBytes + 17;
        for (let size = 1; left > 0; size = (size * 7 + 3) % (3 * MIB)) {
          const part = randomBytes(Math.min(left, size));
          written.update(part);
          left -= part.length;
          yield part;
        }
      }
      assert.equal(await store.put('large', body()), largeBytes + 17);
      assert.equal(await store.size('large'), largeBytes + 17);
      const read = createHash('sha256');
      for await (const part of (await store.get('large')) ?? []) read.update(part);
      assert.equal(read.digest('hex'), written.digest('hex'));
      assert.equal(await store.delete('large'), true);
    });

    test('a reader may stop early', async () => {
      const store = await get();
      await store.put('half', bytes('x'.repeat(MIB)));
      for await (const part of (await store.get('half')) ?? []) {
        assert.ok(part.length > 0);
        break;
      }
      assert.equal((await text(store, 'half')).length, MIB);
    });

    test('keys are listed in the order of their bytes, and any text is a key', async () => {
      const store = await get();
      const keys = ['keys/B', 'keys/a b+c', 'keys/a%2Fb', 'keys/a#?&=', "keys/it's", 'keys/ä', 'keys/日本'];
      for (const key of keys) await store.put(key, bytes(key));
      await store.put('keys-not', bytes('no'));
      const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(await all(store.list('keys/')), sorted);
      for (const key of keys) assert.equal(await text(store, key), key);
    });

    test('one whose stream fails is not there, and the one before stays', async () => {
      const store = await get();
      await store.put('failing', bytes('before'));
      async function* body(): AsyncGenerator<Uint8Array> {
        yield randomBytes(9 * MIB);
        throw new Error('the stream broke');
      }
      await assert.rejects(store.put('failing', body()), /the stream broke/);
      assert.equal(await text(store, 'failing'), 'before');
      await assert.rejects(store.put('failing-new', body()), /the stream broke/);
      assert.equal(await store.get('failing-new'), undefined);
      assert.deepEqual(await all(store.list('failing-new')), []);
    });

    test('a call that was called off', async () => {
      const store = await get();
      const aborted = AbortSignal.abort();
      await assert.rejects(store.put('aborted', bytes('x'), aborted), { name: 'AbortError' });
      await assert.rejects(store.get('aborted', aborted), { name: 'AbortError' });
      assert.equal(await store.size('aborted'), undefined);
      const abort = new AbortController();
      async function* body(): AsyncGenerator<Uint8Array> {
        yield randomBytes(9 * MIB);
        abort.abort();
        yield randomBytes(MIB);
      }
      await assert.rejects(store.put('aborted', body(), abort.signal), { name: 'AbortError' });
      assert.equal(await store.size('aborted'), undefined);
    });

    test('many at once', async () => {
      const store = await get();
      const keys = Array.from({ length: 40 }, (_, index) => `many/${String(index).padStart(2, '0')}`);
      await Promise.all(keys.map((key) => store.put(key, bytes(key, 'x'.repeat(1000)))));
      assert.deepEqual(await all(store.list('many/')), keys);
      await Promise.all(keys.map((key) => store.delete(key)));
      assert.deepEqual(await all(store.list('many/')), []);
    });
  });
}

async function* bytes(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of texts) yield new TextEncoder().encode(part);
}

async function text(store: ObjectStore, key: string): Promise<string> {
  const body = await store.get(key);
  assert.ok(body, `there is no ${key}`);
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

async function all(keys: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const key of keys) found.push(key);
  return found;
}
