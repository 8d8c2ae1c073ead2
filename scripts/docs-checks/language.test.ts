import assert from 'node:assert/strict';
import { test } from 'node:test';
import { read } from './documents.ts';

/** Words between backticks in the lines of a page that a pattern finds. */
function wordsIn(page: string, line: RegExp): Set<string> {
  const lines = page.split('\n').filter((text) => line.test(text));
  return new Set(
    lines.flatMap((text) => [...text.matchAll(/`(\w+)(?:\.\w+)?`/g)].map(([, word = '']) => word)),
  );
}

const compatibility = read('docs/compatibility.md');
const readme = read('README.md');

// Of what is for later there may be nothing left to name.
for (const [claim, found, least] of [
  ['Works', /^- honoured: |^- Outputs: /, 2],
  ['Not yet', /^- not supported yet: /, 0],
  ['Never', /^- needs Kubernetes: /, 2],
] as const) {
  test(`README.md, "${claim}": the fields that it names are so in docs/compatibility.md`, () => {
    const named = wordsIn(readme, new RegExp(`^- \\*\\*${claim}\\*\\*: `));
    const fields = wordsIn(compatibility, found);
    assert.ok(named.size >= least, [...named].join(' '));
    assert.deepEqual(
      [...named].filter((name) => !fields.has(name)),
      [],
    );
  });
}
