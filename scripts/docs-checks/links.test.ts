import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { pages, ROOT, read } from './documents.ts';

/** What looks like a path of this repository: below one of its folders, or one of its pages. */
const PATH =
  /^(?:(?:packages|services|cli|bench|test|scripts|docs|deploy|examples|proto|\.ci)\/[\w@./*-]*|[A-Z]+\.md)$/;

test('every link leads somewhere, and every path that a page names is there', () => {
  const broken: string[] = [];
  for (const page of pages()) {
    const text = read(page);
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|mailto:|#)/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, file))) broken.push(`${page}: ${target}`);
      else if (anchor !== undefined && !anchors(read(file)).has(anchor)) broken.push(`${page}: ${target}`);
    }
    for (const [, code = ''] of text.matchAll(/`([^`\n]+)`/g)) {
      if (PATH.test(code) && !code.includes('*') && !exists(page, code)) broken.push(`${page}: ${code}`);
    }
  }
  assert.deepEqual(broken, []);
});

/** From the root, or from the page's own folder. */
function exists(page: string, path: string): boolean {
  return existsSync(join(ROOT, path)) || existsSync(join(ROOT, dirname(page), path));
}

/** As GitHub makes them of headings. */
function anchors(text: string): Set<string> {
  return new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('every npm script that a page names is in package.json', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const missing = pages().flatMap((page) =>
    [...read(page).matchAll(/\bnpm run (?:--?[\w-]+ )*([\w:-]+)/g)]
      .map(([, name = '']) => name)
      .filter((name) => scripts[name] === undefined)
      .map((name) => `${page}: npm run ${name}`),
  );
  assert.deepEqual(missing, []);
});
