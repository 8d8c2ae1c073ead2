import { relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findTests } from './find-tests.ts';
import { closingReport, type Row } from './report.ts';
import { runSuite } from './run-suite.ts';
import { SUITES } from './suites.ts';
import { lookAround, ranOn } from './surroundings.ts';

/**
 * `npm test`: every suite, one after the other, and at the end a table of which ran on what.
 *
 *   --suite NAME   only that suite; may be given again
 *   --filter TEXT  only files whose path has the text in it
 *   --name REGEX   only tests whose name matches
 *   --list         prints the files of each suite, and runs nothing
 */
const { values } = parseArgs({
  options: {
    suite: { type: 'string', multiple: true },
    filter: { type: 'string' },
    name: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});
const names = SUITES.map((suite) => suite.name);
const unknown = values.suite?.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(`no suite ${unknown}: there are ${names.join(', ')}`);
  process.exit(2);
}

const root = resolve(import.meta.dirname, '../..');
const found = findTests(root);
const chosen = SUITES.filter((suite) => values.suite?.includes(suite.name) ?? true).flatMap((suite) => {
  const files = (found.get(suite.name) ?? []).filter((file) =>
    relative(root, file).includes(values.filter ?? ''),
  );
  return files.length === 0 ? [] : [{ suite, files }];
});
if (values.list) {
  for (const { suite, files } of chosen) {
    console.log(`${suite.name}\n${files.map((file) => `  ${relative(root, file)}`).join('\n')}`);
  }
  process.exit(0);
}

const surroundings = await lookAround();
const rows: Row[] = [];
for (const { suite, files } of chosen) {
  const result = await runSuite(suite, {
    root,
    files,
    report: (lines) => console.log(lines),
    ...(values.name === undefined ? {} : { namePattern: values.name }),
  });
  rows.push({ suite: suite.name, result, ranOn: ranOn(suite, surroundings) });
  const { passed, failed, seconds } = result;
  console.log(`${suite.name}: ${passed} passed, ${failed} failed in ${seconds.toFixed(1)} s`);
}
console.log(closingReport(rows));
const passed = rows.reduce((sum, row) => sum + row.result.passed, 0);
const failed = rows.reduce((sum, row) => sum + row.result.failed, 0);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
