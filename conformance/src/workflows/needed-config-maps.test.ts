import assert from 'node:assert/strict';
import { test } from 'node:test';
import { neededConfigMaps } from './needed-config-maps.ts';

test('what a manifest refers to, with limits for semaphores', () => {
  const maps = neededConfigMaps({
    spec: {
      artifactRepositoryRef: { key: 'other' },
      synchronization: { semaphores: [{ configMapKeyRef: { name: 'limits', key: 'two' } }] },
      arguments: {
        parameters: [
          { name: 'a', valueFrom: { configMapKeyRef: { name: 'texts', key: 'a' } } },
          { name: 'b', valueFrom: { default: 'x', configMapKeyRef: { name: 'absent', key: 'b' } } },
        ],
      },
    },
  });
  assert.deepEqual(
    [...maps].map(([name, data]) => [name, Object.fromEntries(data)]),
    [
      ['artifact-repositories', { other: '{}' }],
      ['limits', { two: '1' }],
      ['texts', { a: 'hello world' }],
    ],
  );
});
