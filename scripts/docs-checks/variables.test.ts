import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pages, read, repositoryFiles } from './documents.ts';
import { serviceVariables } from './service-variables.ts';
import { variablesTable, withVariablesSection } from './variables-section.ts';

test('README.md says what the services read (else: node scripts/docs-checks/write-variables.ts)', () => {
  const page = read('README.md');
  assert.equal(withVariablesSection(page), page);
  assert.equal(withVariablesSection('no marks'), undefined);
});

test('a variable that services see from two sides has both in its row', () => {
  const variable = { name: 'A', values: '', byDefault: '1' };
  const table = variablesTable(
    new Map([
      ['one', [{ ...variable, description: 'x' }]],
      ['two', [{ ...variable, description: 'y' }]],
      ['three', [{ ...variable, description: 'y' }]],
    ]),
  );
  assert.equal(table.split('\n').at(-1), '| `A` | all |  | `1` | one: x; two, three: y |');
});

/** Tests make up names of their own; these are read by programs. */
function variablesInSources(): Set<string> {
  const files = repositoryFiles().filter(
    (path) =>
      /^(packages|services|cli|bench|scripts|test)\/.*\.ts$|^\.ci\/run$/.test(path) &&
      !/\.test\.ts$|\/testing\/|\/src\/gen\/|^scripts\/docs-checks\//.test(path),
  );
  const names = files.flatMap((path) =>
    [...read(path).matchAll(/\bTIPHYS_[A-Z_]*[A-Z]\b/g)].map(([name]) => name),
  );
  // The descriptor of our own protos, a constant in the sources.
  return new Set(names.filter((name) => name !== 'TIPHYS_DESCRIPTOR_SET'));
}

test('every variable is on a page, and no page has one that nobody reads', () => {
  const known = variablesInSources();
  const written = new Set(
    pages()
      .filter((path) => !path.startsWith('docs/adr/'))
      .flatMap((path) => [...read(path).matchAll(/\bTIPHYS_[A-Z_]*[A-Z]\b/g)].map(([name]) => name)),
  );
  assert.deepEqual(
    [...known].filter((name) => !written.has(name)),
    [],
    'on no page',
  );
  assert.deepEqual(
    [...written].filter((name) => !known.has(name)),
    [],
    'in no source',
  );
});

test('no service has a variable twice', () => {
  for (const [service, variables] of serviceVariables()) {
    const names = variables.map(({ name }) => name);
    assert.deepEqual([...new Set(names)], names, service);
  }
});
