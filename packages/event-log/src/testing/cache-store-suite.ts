import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { brokerTest, type MakeBroker } from './broker-under-test.ts';

const KEY = { namespace: 'default', cacheName: 'c.d', key: 'k' };

/** What every CacheStore does. */
export function cacheStoreSuite(name: string, make: MakeBroker): void {
  describe(`${name}: caches`, () => {
    brokerTest('an entry is what was saved', make, async ({ ports: { caches } }) => {
      assert.equal(await caches.load(KEY), undefined);
      const outputs = { result: 'ü', parameters: [{ name: '__proto__', value: 'x' }] };
      await caches.save(KEY, { nodeId: 'n', outputs, createdAt: 5 });
      assert.deepEqual(await caches.load(KEY), { nodeId: 'n', outputs, createdAt: 5 });
      await caches.save({ ...KEY, key: 'without' }, { nodeId: 'n', outputs: undefined, createdAt: 5 });
      assert.deepEqual(await caches.load({ ...KEY, key: 'without' }), {
        nodeId: 'n',
        outputs: undefined,
        createdAt: 5,
      });
    });

    brokerTest('namespaces, caches and keys are apart', make, async ({ ports: { caches } }) => {
      await caches.save(KEY, { nodeId: 'n', outputs: {}, createdAt: 1 });
      for (const other of [{ namespace: 'other' }, { cacheName: 'c' }, { key: 'd.k' }]) {
        assert.equal(await caches.load({ ...KEY, ...other }), undefined);
      }
    });

    brokerTest('the newer one stays', make, async ({ ports: { caches } }) => {
      for (const createdAt of [3, 5, 4]) {
        await caches.save(KEY, { nodeId: `n${createdAt}`, outputs: {}, createdAt });
      }
      assert.equal((await caches.load(KEY))?.nodeId, 'n5');
    });

    brokerTest('what is too large is refused', make, async ({ ports: { caches }, maxPayloadBytes }) => {
      const outputs = { result: 'x'.repeat(maxPayloadBytes) };
      await assert.rejects(caches.save(KEY, { nodeId: 'n', outputs, createdAt: 1 }), {
        code: 'payload_too_large',
      });
      assert.equal(await caches.load(KEY), undefined);
    });
  });
}
