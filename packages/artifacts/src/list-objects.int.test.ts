import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { MemoryObjectStore } from '@tiphys/object-store/memory';
import type { S3Artifact } from '@tiphys/spec';
import { s3Missing, startS3 } from '@tiphys/testkit';
import { listObjects } from './list-objects.ts';
import { bytes } from './testing/sample-archives.ts';

const KEYS = ['logs/a.log', 'logs/deep/b.log', 'logsnot/c.log', 'one', 'ä.txt'];

// What is waited for comes before the first test: what is the file's would be cleaned up after that one.
const skip = s3Missing();
const server =
  skip === undefined
    ? await startS3((folder) => {
        for (const key of KEYS) {
          const file = join(folder, 'kept', key);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, key);
        }
        mkdirSync(join(folder, 'empty'));
      })
    : undefined;
const store = new MemoryObjectStore();
for (const key of KEYS) await store.put(key, bytes('x'));

const places = new Map<string, S3Artifact | undefined>([
  ['the built-in store', {}],
  [
    'S3',
    server && {
      endpoint: server.endpoint,
      insecure: true,
      bucket: 'kept',
      accessKeySecret: { name: 's3', key: 'access' },
      secretKeySecret: { name: 's3', key: 'secret' },
    },
  ],
]);

function list(s3: S3Artifact, most = 10): Promise<string[]> {
  const secrets = new Map([
    ['access', server?.accessKeyId],
    ['secret', server?.secretAccessKey],
  ]);
  return listObjects({ s3 }, { store, readSecret: async (_, key) => secrets.get(key) }, most);
}

for (const [name, place] of places) {
  describe(name, place === undefined ? { skip } : {}, () => {
    test('everything, in order', async () => assert.deepEqual(await list({ ...place }), KEYS));

    test('what lies below a key, which is a folder', async () => {
      const below = ['logs/a.log', 'logs/deep/b.log'];
      for (const key of ['logs', 'logs/', './logs//', 'logs/deep/..']) {
        assert.deepEqual(await list({ ...place, key }), below, key);
      }
    });

    test('nothing below an object, and nothing of a key that is none', async () => {
      assert.deepEqual(await list({ ...place, key: 'one' }), []);
      await assert.rejects(list({ ...place, key: 'log' }), {
        code: 'artifact_missing',
        message: 'no key found of name log',
      });
    });

    test('more than may be', async () => {
      assert.equal((await list({ ...place }, KEYS.length)).length, KEYS.length);
      await assert.rejects(list({ ...place, key: '' }, 4), {
        code: 'artifact_refused',
        message: "there are more than 4 objects below ''",
      });
    });
  });
}

test('an empty bucket, and one that is not there', { skip }, async () => {
  const { ...place } = places.get('S3');
  await assert.rejects(list({ ...place, bucket: 'empty' }), { message: 'no key found of name ' });
  await assert.rejects(list({ ...place, bucket: 'no-such' }), { code: 'bucket_missing' });
});

test('a folder that is an object by itself is none of the files', async () => {
  const own = new MemoryObjectStore();
  for (const key of ['d/', 'd/a', 'd/sub/']) await own.put(key, bytes('x'));
  const access = { store: own, readSecret: async () => undefined };
  assert.deepEqual(await listObjects({ s3: { key: 'd' } }, access, 10), ['d/a']);
});

for (const location of [{ raw: { data: 'x' } }, { http: { url: 'http://x' } }, { git: { repo: 'x' } }, {}]) {
  test(`no list of ${JSON.stringify(location)}`, async () => {
    const access = { store, readSecret: async () => undefined };
    await assert.rejects(listObjects(location, access, 10), { code: 'artifact_refused' });
  });
}
