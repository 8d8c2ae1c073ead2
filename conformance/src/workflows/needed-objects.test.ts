import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neededObjects } from './needed-objects.ts';

function shown(manifest: unknown, missesConfigMaps = false) {
  const { configMaps, secrets } = neededObjects(manifest, {
    repository: '{}',
    keys: { accessKeyId: 'id', secretAccessKey: 'key' },
    missesConfigMaps,
  });
  const plain = (data: Map<string, Map<string, string>>) =>
    Object.fromEntries([...data].map(([name, entry]) => [name, Object.fromEntries(entry)]));
  return { configMaps: plain(configMaps), secrets: plain(secrets) };
}

test('the ConfigMaps that a manifest refers to, with limits for semaphores', () => {
  const { configMaps } = shown({
    spec: {
      artifactRepositoryRef: { key: 'other' },
      synchronization: {
        semaphores: [{ configMapKeyRef: { name: 'limits', key: 'two' } }, { database: { key: 'three' } }],
      },
      arguments: {
        parameters: [
          { name: 'which', value: 'texts' },
          { name: 'a', valueFrom: { configMapKeyRef: { name: '{{workflow.parameters.which}}', key: 'a' } } },
          { name: 'b', valueFrom: { default: 'x', configMapKeyRef: { name: 'absent', key: 'b' } } },
          { name: 'c', default: 'x', valueFrom: { configMapKeyRef: { name: 'absent', key: 'b' } } },
        ],
      },
      volumes: [{ name: 'v', configMap: { name: 'texts', items: [{ key: 'file', path: 'f' }] } }],
    },
  });
  assert.deepEqual(configMaps, {
    'artifact-repositories': { other: '{}' },
    limits: { two: '1' },
    'tiphys-semaphores': { three: '1' },
    texts: { a: 'hello world', file: 'hello world' },
  });
});

test('the Secrets that a manifest refers to, with the keys of the store', () => {
  const { secrets } = shown({
    spec: {
      volumes: [{ name: 'v', secret: { secretName: 'mounted' } }],
      templates: [
        {
          container: {
            env: [
              { name: 'A', valueFrom: { secretKeyRef: { name: 'mounted', key: 'password' } } },
              { name: 'B', valueFrom: { secretKeyRef: { name: 'absent', key: 'b', optional: true } } },
            ],
            envFrom: [{ secretRef: { name: 'whole' } }],
          },
          outputs: {
            artifacts: [
              {
                s3: {
                  accessKeySecret: { name: 'cred', key: 'a' },
                  secretKeySecret: { name: 'cred', key: 's' },
                },
              },
              { s3: { accessKeySecret: { name: 'non-existent-secret', key: 'a' } } },
            ],
          },
        },
      ],
    },
  });
  assert.deepEqual(secrets, {
    mounted: { KEY: 'hello world', password: 'hello world' },
    whole: { KEY: 'hello world' },
    cred: { a: 'id', s: 'key' },
  });
});

test('a row that errs for want of a ConfigMap gets none for its parameters', () => {
  const valueFrom = { configMapKeyRef: { name: 'texts', key: 'a' } };
  const semaphores = [{ configMapKeyRef: { name: 'limits', key: 'two' } }];
  const spec = { arguments: { parameters: [{ name: 'a', valueFrom }] }, synchronization: { semaphores } };
  assert.deepEqual(shown({ spec }, true).configMaps, { limits: { two: '1' } });
});
