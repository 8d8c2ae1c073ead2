import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The root of the repository. */
export const ROOT = resolve(import.meta.dirname, '../..');

/** Paths of the repository's own files, from its root; those that git ignores are left out. */
export function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\n').filter((path) => path !== '');
}

export function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Every page for people: Markdown, wherever it is. */
export function pages(): string[] {
  return repositoryFiles().filter((path) => path.endsWith('.md'));
}

/** Cells of every table row of a page, headings and rules included; `\|` is no border. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}
