import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceVariables, scanTags } from './tags.ts';

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

test('variables are replaced, nested ones from the inside', () => {
  const find = (name: string) =>
    new Map([
      ['a', 'x'],
      ['b.x', 'y'],
      ['empty', ''],
    ]).get(name);
  const cases: [string, string][] = [
    ['{{a}}-{{ a }}', 'x-x'],
    ['{{c}} {{=a}}', '{{c}} {{=a}}'],
    ['{{b.{{a}}}}', '{{b.x}}'],
    ['[{{empty}}]', '[]'],
    ['{{a', '{{a'],
    ['{{{{a}}}}', '{{{{a}}}}'],
  ];
  for (const [text, replaced] of cases) assert.equal(replaceVariables(text, find), replaced);
});
