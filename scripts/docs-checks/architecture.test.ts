import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, read, repositoryFiles, tableRows } from './documents.ts';

const WORKSPACE = /^(packages\/[^/]+|services\/[^/]+|cli)\//;

const parts = tableRows(read('ARCHITECTURE.md')).filter(([where = '']) => /^`[a-z]/.test(where));

test('what ARCHITECTURE.md names to look at first is there', () => {
  assert.ok(parts.length > 15);
  for (const [where = '', , first = ''] of parts) {
    const folder = /^`([^`]+)`/.exec(where)?.[1] ?? '';
    const base = folder === 'test/src/fleet' ? 'test/src' : folder;
    for (const [, path = ''] of first.matchAll(/`([^`]+)`/g)) {
      assert.ok(existsSync(join(ROOT, base, path)), `${where}: ${path}`);
    }
  }
});

test('every package, service and front end is in its table', () => {
  const named = new Set(
    parts.flatMap(([where = '']) => [...where.matchAll(/`([^`]+)`/g)].map(([, path]) => path)),
  );
  const workspaces = new Set(repositoryFiles().flatMap((path) => WORKSPACE.exec(path)?.[1] ?? []));
  // It is of tests, and said to be so in CONTRIBUTING.md.
  workspaces.delete('packages/testkit');
  assert.deepEqual(
    [...workspaces].filter((path) => !named.has(path)),
    [],
  );
});
