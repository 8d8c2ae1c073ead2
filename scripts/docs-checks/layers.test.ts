import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAY_IMPORT } from '../house/layer-rules.ts';
import { SUITES } from '../test/suites.ts';
import { read, repositoryFiles, tableRows } from './documents.ts';

const page = read('CONTRIBUTING.md');

/** Rows of the table whose first heading is this. */
function rowsOf(heading: string): string[][] {
  const from = page.slice(page.indexOf(`\n| ${heading} |`) + 1);
  return tableRows(from.slice(0, from.indexOf('\n\n'))).slice(2);
}

test('the table of layers is what lint holds the sources to', () => {
  const table = rowsOf('layer').map(([, name = '', allowed = '']): [string, string[]] => [
    name,
    allowed === '' ? [] : allowed.split(', '),
  ]);
  assert.deepEqual(table, [...MAY_IMPORT]);
});

test('every package is in a layer', () => {
  const packages = repositoryFiles().flatMap(
    (path) => /^(?:packages|services)\/([^/]+)\/package\.json$/.exec(path)?.[1] ?? [],
  );
  assert.ok(packages.length > 10);
  assert.deepEqual(
    packages.filter((name) => !MAY_IMPORT.has(name)),
    [],
  );
});

test('the table of suites has them in order', () => {
  assert.deepEqual(
    rowsOf('suite').map(([name]) => name),
    SUITES.map(({ name }) => name),
  );
});
