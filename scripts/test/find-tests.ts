import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { suiteOf, TEST_ROOTS } from './suites.ts';

/** Test files by suite, as absolute paths in order. */
export function findTests(root: string): Map<string, string[]> {
  const suites = new Map<string, string[]>();
  for (const folder of TEST_ROOTS) {
    for (const file of walk(join(root, folder))) {
      const suite = suiteOf(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8'));
      const files = suites.get(suite);
      if (files === undefined) suites.set(suite, [file]);
      else files.push(file);
    }
  }
  return suites;
}

function* walk(folder: string): Generator<string> {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch {
    return;
  }
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* walk(path);
    else if (entry.isFile() && entry.name.endsWith('.test.ts')) yield path;
  }
}

function readEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
