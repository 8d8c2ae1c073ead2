import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageSize, selectors, sinceVersion, wantsNodes } from './list-options.ts';

test('without options everything is meant', () => {
  assert.deepEqual(selectors(undefined), { labelSelector: '', fieldSelector: '' });
  assert.deepEqual([pageSize(undefined), sinceVersion(undefined)], [0, 0]);
});

test('selectors are handed on as they are', () => {
  const options = { labelSelector: 'a=b', fieldSelector: 'metadata.name=x' };
  assert.deepEqual(selectors(options), options);
});

test('a version is a number, and empty or 0 is the beginning', () => {
  const versions = ['', '0', '17', '999999999999999'].map((resourceVersion) =>
    sinceVersion({ resourceVersion }),
  );
  assert.deepEqual(versions, [0, 0, 17, 999_999_999_999_999]);
  for (const resourceVersion of ['x', '-1', '1.5', '1e3', '9999999999999999', ' 1']) {
    assert.throws(() => sinceVersion({ resourceVersion }), {
      code: 'invalid_argument',
      message: `listOptions.resourceVersion: "${resourceVersion}" is no version`,
    });
  }
});

test('a page has a size that there is', () => {
  assert.deepEqual(
    [0, 1, 2 ** 32 - 1].map((limit) => pageSize({ limit })),
    [0, 1, 2 ** 32 - 1],
  );
  for (const limit of [-1, 2 ** 32, Number.NaN]) {
    assert.throws(() => pageSize({ limit }), { code: 'invalid_argument' }, String(limit));
  }
});

test('trees are read where they are asked for', () => {
  const wanted = [
    '',
    'items',
    'items.status',
    'metadata,items.status.nodes',
    'items.status.nodes.x',
    '-items.spec',
  ];
  assert.deepEqual(
    wanted.filter((fields) => !wantsNodes(fields)),
    [],
  );
  const unwanted = [
    'metadata,items.metadata.name',
    'items.status.phase',
    '-items.status.nodes',
    '-items.spec,items.status.nodes',
    '-items.status',
  ];
  assert.deepEqual(unwanted.filter(wantsNodes), []);
});
