import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scanTags } from './tags.ts';

test('tags are found', () => {
  assert.deepEqual(scanTags('a {{ b.c }} {{=d}} {{e'), {
    tags: [
      { content: ' b.c ', variable: 'b.c' },
      { content: '=d', expression: 'd' },
    ],
    unclosed: 'e',
  });
  assert.deepEqual(scanTags('no }} {tags}'), { tags: [] });
});
