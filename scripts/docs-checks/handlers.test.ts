import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { read, tableRows } from './documents.ts';

const PAGE = 'docs/handlers.md';
const LINK = /^\[(.+)\]\(([^)]+)\)$/;

test('each case of what handlers and hooks do is a test that is there', () => {
  const cases = tableRows(read(PAGE)).filter(([what = '']) => what !== 'what' && !what.startsWith('-'));
  assert.ok(cases.length > 40);
  for (const [what = '', cell = ''] of cases) {
    const [, name = '', path = ''] = LINK.exec(cell) ?? [];
    assert.notEqual(name, '', `${what} names no test`);
    const source = read(join('docs', path)).replaceAll("\\'", "'");
    const declared = ["'", '"', '`'].some((quote) => source.includes(`test(${quote}${name}${quote}`));
    assert.ok(declared, `${what} ${path} has no test named: ${name}`);
  }
});
