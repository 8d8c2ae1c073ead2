import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { withFieldsSection } from './compatibility-section.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/compatibility.md');

test('docs/compatibility.md says what the tables say (else: node packages/spec/tools/compatibility.ts)', () => {
  const page = readFileSync(PAGE, 'utf8');
  assert.equal(withFieldsSection(page), page);
});

test('the hand-written parts stay', () => {
  const page = withFieldsSection(readFileSync(PAGE, 'utf8')) ?? '';
  assert.ok(page.startsWith('# Compatibility with Argo Workflows\n'));
  assert.match(page, /\n### Template\n\n- honoured: `name`, `inputs`/);
  assert.equal(withFieldsSection('no marks'), undefined);
});
