import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { s3Missing, startS3 } from '@tiphys/testkit';
import { objectStoreSuite } from '../testing/index.ts';
import { S3ObjectStore, type S3StoreOptions } from './s3-object-store.ts';

const skip = s3Missing();
const stores: S3ObjectStore[] = [];
after(() => Promise.all(stores.map((store) => store.close())));

// The file's, not the first test's.
const server = skip === undefined ? await startS3() : undefined;

async function makeStore(options: Partial<S3StoreOptions> = {}): Promise<S3ObjectStore> {
  if (server === undefined) throw new Error('no S3 server');
  const { endpoint, accessKeyId, secretAccessKey } = server;
  const store = new S3ObjectStore({
    endpoint,
    insecure: true,
    bucket: 'suite',
    credentials: { accessKeyId, secretAccessKey },
    createBucket: {},
    ...options,
  });
  stores.push(store);
  return store;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

objectStoreSuite(
  's3',
  async () => {
    const store = await makeStore();
    // What is only read is not made.
    await store.put('first', bytes(''));
    return store;
  },
  { skip, largeBytes: 20 * 1024 * 1024 },
);

describe('s3', skip === undefined ? {} : { skip }, () => {
  test('a bucket that is not there is named', async () => {
    const store = await makeStore({ bucket: 'missing', createBucket: undefined });
    await assert.rejects(store.put('a', bytes('x')), {
      name: 'ObjectStoreError',
      code: 'bucket_missing',
      retryable: false,
      message: /^bucket missing: put a: /,
    });
    await assert.rejects(store.get('a'), { code: 'bucket_missing' });
  });

  test('a bucket is made once, and one that is there will do', async () => {
    const store = await makeStore({ bucket: 'made' });
    await Promise.all([store.put('a', bytes('a')), store.put('b', bytes('b'))]);
    const other = await makeStore({ bucket: 'made' });
    await other.put('c', bytes('c'));
    assert.equal(await other.size('a'), 1);
  });

  test('wrong keys are refused, and no key is in the error', async () => {
    const credentials = { accessKeyId: 'tiphys-test', secretAccessKey: 'the-wrong-secret' };
    const store = await makeStore({ credentials, createBucket: undefined });
    await assert.rejects(store.put('a', bytes('x')), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'store_refused');
      assert.doesNotMatch(JSON.stringify(error) + error.stack + String(error.cause), /wrong-secret/);
      return true;
    });
  });

  test('a server that does not answer is worth another try', async () => {
    const store = await makeStore({ endpoint: '127.0.0.1:1', createBucket: undefined });
    await assert.rejects(store.size('a'), { code: 'store_unavailable', retryable: true });
  });

  test('a listing of more than one page', async () => {
    const keys = Array.from({ length: 1003 }, (_, index) => `p/${String(index).padStart(4, '0')}`);
    // What lies in the server's folder is in its bucket; putting each through it takes 20 s.
    const { endpoint } = await startS3((folder) => {
      mkdirSync(join(folder, 'pages', 'p'), { recursive: true });
      for (const key of keys) writeFileSync(join(folder, 'pages', key), 'x');
    });
    const store = await makeStore({ endpoint, bucket: 'pages', createBucket: undefined });
    const found: string[] = [];
    for await (const key of store.list('p/')) found.push(key);
    assert.deepEqual(found, keys);
  });
});
