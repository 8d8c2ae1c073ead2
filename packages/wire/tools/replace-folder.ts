import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes `target` what `source` is. Files that are the same are left alone: somebody may be running them. */
export function replaceFolder(source: string, target: string): void {
  const wanted = filesIn(source);
  for (const path of filesIn(target)) if (!wanted.has(path)) rmSync(join(target, path));
  for (const path of wanted) {
    const content = readFileSync(join(source, path));
    if (content.equals(contentOf(join(target, path)))) continue;
    mkdirSync(dirname(join(target, path)), { recursive: true });
    writeFileSync(join(target, path), content);
  }
}

function filesIn(folder: string): Set<string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Set(paths);
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
