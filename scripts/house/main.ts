import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileProblems } from './file-rules.ts';
import { importDeclarationProblems } from './import-declarations.ts';
import { layerProblems } from './layer-rules.ts';
import { timeProblems } from './time-rules.ts';

/** The house rules that Biome and the compiler cannot check. Prints one line per breach; exit code 1 if any. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '');
const sources = files.filter(
  (path) => /\.(ts|js|mjs)$/.test(path) && !path.includes('/src/gen/') && !path.includes('/testdata/'),
);
const problems: string[] = [];
for (const path of sources) {
  const text = readFileSync(path, 'utf8');
  problems.push(...fileProblems(path, text), ...layerProblems(path, text), ...timeProblems(path, text));
}
problems.push(...importDeclarationProblems(files, (path) => readFileSync(path, 'utf8')));
for (const problem of problems) console.error(problem);
console.log(`house rules: ${sources.length} files, ${problems.length} breaches`);
process.exit(problems.length === 0 ? 0 : 1);
