import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read, repositoryFiles, tableRows } from './documents.ts';

const FOLDER = 'docs/adr/';

test('the index lists every decision, under its number', () => {
  const files = repositoryFiles()
    .filter((path) => path.startsWith(FOLDER) && /\/\d{4}-/.test(path))
    .map((path) => path.slice(FOLDER.length))
    .sort();
  const listed = [...read(`${FOLDER}README.md`).matchAll(/^\| \[(\d+)\]\(([^)]+)\)/gm)];
  assert.deepEqual(
    listed.map(([, , file]) => file),
    files,
  );
  for (const [, number, file = ''] of listed) {
    assert.equal(Number(file.slice(0, 4)), Number(number));
    assert.match(read(FOLDER + file), new RegExp(`^# ${number}\\. `));
  }
});

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

test('every dependency has its line, and none that is gone', () => {
  const used = new Set(
    repositoryFiles()
      .filter((path) => /(^|\/)package\.json$/.test(path))
      .map((path) => JSON.parse(read(path)) as Manifest)
      .flatMap((manifest) =>
        [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies].flatMap((list) =>
          Object.keys(list ?? {}),
        ),
      )
      .filter((name) => name !== 'tiphys' && !name.startsWith('@tiphys/') && !name.startsWith('@types/')),
  );
  const lines = tableRows(read(`${FOLDER}0002-dependencies.md`))
    .slice(2)
    .map(([packages = '']) => packagesOf(packages));
  const hasLine = (name: string): boolean => lines.some((line) => line.some((pattern) => pattern.test(name)));
  assert.deepEqual(
    [...used].filter((name) => !hasLine(name)),
    [],
    'without a line',
  );
  const gone = lines.filter((line) => !line.some((pattern) => [...used].some((name) => pattern.test(name))));
  assert.deepEqual(gone, [], 'not used any more');
});

/** `@nats-io/transport-node, jetstream, kv` is three of one scope; `node 24 (npm)` has a version, `@a/b-*` many ends. */
function packagesOf(cell: string): RegExp[] {
  let scope = '';
  return cell.split(', ').map((text) => {
    const name = text.split(' ')[0] ?? '';
    if (name.startsWith('@')) scope = name.slice(0, name.indexOf('/') + 1);
    const either = name.startsWith('@') ? escaped(name) : `(?:${escaped(scope)})?${escaped(name)}`;
    return new RegExp(`^${either}$`);
  });
}

function escaped(name: string): string {
  return name.replace(/[.+^$()[\]{}|\\]/g, '\\$&').replaceAll('*', '.*');
}
