import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { libraries } from '@tiphys/testkit';
import type { Pack } from 'tar-stream';

/**
 * Puts a program of this host and the libraries that it needs into an image's context, each at its own path.
 *
 * @returns whether the host has it.
 */
export function addProgram(archive: Pack, path: string, as = path): boolean {
  if (!existsSync(path)) return false;
  addFile(archive, path, as);
  for (const library of libraries(path)) addFile(archive, library);
  return true;
}

/** Puts a folder of this host into the context, without what no program reads at run time. */
export function addFolder(archive: Pack, folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (
      /^(__pycache__|test|tests|idlelib|tkinter|ensurepip|dist-packages|site-packages|config-.*)$/.test(
        entry.name,
      )
    ) {
      continue;
    }
    if (statSync(path).isDirectory()) addFolder(archive, path);
    else {
      addFile(archive, path);
      if (entry.name.endsWith('.so')) for (const library of libraries(path)) addFile(archive, library);
    }
  }
}

const added = new WeakMap<Pack, Set<string>>();

/** Puts one file of this host into the context, once. */
export function addFile(archive: Pack, path: string, as = path): void {
  const names = added.get(archive) ?? new Set();
  added.set(archive, names);
  const name = `root${as}`;
  if (names.has(name)) return;
  names.add(name);
  archive.entry({ name, mode: statSync(path).mode & 0o777 }, readFileSync(realpathSync(path)));
}
