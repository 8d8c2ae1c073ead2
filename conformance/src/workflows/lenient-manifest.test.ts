import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLeniently } from './lenient-manifest.ts';

test('names in another case are read, unknown fields are left out', () => {
  const read = readLeniently({
    metadata: { generateName: 'a-', label: { a: 'b' } },
    spec: {
      Entrypoint: 'main',
      templates: [{ name: 'main', hooks: {}, container: { image: 'a', Command: ['b'] } }],
    },
  });
  assert.deepEqual(read, {
    metadata: { generateName: 'a-' },
    spec: { entrypoint: 'main', templates: [{ name: 'main', container: { image: 'a', command: ['b'] } }] },
  });
});
