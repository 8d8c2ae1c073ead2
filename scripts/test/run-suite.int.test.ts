import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDirectory } from '@tiphys/testkit';
import type { SuiteResult } from './run-suite.ts';

const HEAD = `import { describe, test } from 'node:test';\n`;

/** In a process that node does not know to be a test, as it runs no test inside one. */
function runFiles(
  files: Record<string, string>,
  timeoutMs = 60_000,
): Omit<SuiteResult, 'reasons'> & { reasons: [string, number][]; said: string } {
  const root = testDirectory();
  const paths = Object.entries(files).map(([name, text]) => {
    const path = join(root, `${name}.test.ts`);
    writeFileSync(path, HEAD + text);
    return path;
  });
  const program = `
    import { runSuite } from ${JSON.stringify(join(import.meta.dirname, 'run-suite.ts'))};
    const said = [];
    const suite = { name: 's', needs: [], concurrency: 1, timeoutMs: ${timeoutMs} };
    const result = await runSuite(suite, { root: ${JSON.stringify(root)}, files: ${JSON.stringify(paths)}, report: (lines) => said.push(lines) });
    console.log(JSON.stringify({ ...result, reasons: [...result.reasons], said: said.join('') }));
  `;
  const main = join(root, 'main.mjs');
  writeFileSync(main, program);
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return JSON.parse(execFileSync(process.execPath, [main], { encoding: 'utf8', env }));
}

test('counts tests, not suites or files, and says why some were skipped', () => {
  const result = runFiles({
    one: `describe('group', () => { test('a', () => {}); test('b', { skip: 'no engine' }, () => {}); });`,
    two: `test('outer', async (t) => { await t.test('inner', () => {}); }); test('c', { skip: 'no engine' }, () => {});`,
  });
  assert.deepEqual([result.passed, result.failed, result.skipped], [3, 0, 2]);
  assert.deepEqual(result.reasons, [['no engine', 2]]);
  assert.equal(result.said, '');
});

test('each way to fail counts once, with its place and what was printed', () => {
  const result = runFiles({
    wrong: `describe('group', () => { test('bad', () => { console.log('a hint'); throw new Error('not this'); }); });`,
    crash: `process.exit(3);`,
    broken: `import './is-not-there.ts';`,
  });
  assert.deepEqual([result.passed, result.failed], [0, 3]);
  assert.match(result.said, /✖ bad \(wrong\.test\.ts:2\)\n +Error: not this/);
  assert.match(result.said, /a hint/);
  assert.match(result.said, /is-not-there\.ts/);
});

test('a file that does not end is ended', () => {
  const result = runFiles({ hangs: `test('a', () => {}); setInterval(() => {}, 1000);` }, 1500);
  assert.equal(result.failed, 1);
  assert.match(result.said, /hangs\.test\.ts:1\)\n.*had not ended after 1\.5 s/);
});
